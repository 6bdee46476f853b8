using System.Collections.Immutable;
using TaskForce.Roster.Assets;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Members;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Formation;

/// <summary>How long somebody needs to the place of a requirement, and by what.</summary>
/// <param name="Kilometres">As the crow flies.</param>
internal sealed record Journey(TimeSpan Time, TravelMode Mode, double Kilometres = 0)
{
    /// <summary>That of somebody who works from where they are.</summary>
    public static Journey None { get; } = new(TimeSpan.Zero, TravelMode.Unspecified);

    /// <summary>What it rests on; null if it was only supposed.</summary>
    public Geolocation.V1.EstimateArrivalsResponse.Types.Estimate? Estimate { get; init; }
}

/// <summary>A member, seen by one requirement.</summary>
/// <param name="Member">Who.</param>
/// <param name="Journey">Null if there is none, or if it was not asked for because something else stands in the way.</param>
/// <param name="Obstacles">What stands in the way; empty if the member can be used.</param>
internal sealed record Candidate(Member Member, Journey? Journey, ImmutableArray<Obstacle> Obstacles)
{
    public bool IsAvailable => Obstacles.IsEmpty;

    public string Nation => Member.Nation;

    public TimeSpan TravelTime => Journey?.Time ?? TimeSpan.MaxValue;

    /// <summary>What the duty times mean for the requirement's period.</summary>
    public DutyVerdict DutyTimes { get; init; } = DutyVerdict.Free;

    /// <summary>In how many missions the member was in the last four weeks.</summary>
    public int RecentMissions { get; init; }

    /// <summary>Where the member is based: the unit that a reserve is kept at.</summary>
    public string Base => Member.Details.HomeBase is { PlaceId.Length: > 0 } place ? place.PlaceId : Member.Details.HomeBase.DisplayName;
}

/// <summary>An asset, seen by one requirement.</summary>
/// <param name="Asset">What.</param>
/// <param name="Journey">Null if there is none, or if it was not asked for.</param>
/// <param name="Obstacles">What stands in the way; empty if the asset can be used.</param>
internal sealed record AssetCandidate(Asset Asset, Journey? Journey, ImmutableArray<Obstacle> Obstacles)
{
    public bool IsAvailable => Obstacles.IsEmpty;

    public TimeSpan TravelTime => Journey?.Time ?? TimeSpan.MaxValue;

    public bool Has(string capability) => Asset.Details.Capabilities.Contains(capability);
}

/// <summary>Everyone and everything of the nations that take part, available or not.</summary>
internal sealed record Pool(ImmutableArray<Candidate> Members, ImmutableArray<AssetCandidate> Assets)
{
    public IEnumerable<Candidate> Available => Members.Where(candidate => candidate.IsAvailable);
}

/// <summary>What a member is in a team; the numbers are the contract's.</summary>
internal enum TeamRole
{
    Leader = 1,
    Deputy = 2,
    Member = 3,
}

/// <summary>A candidate's part in a line-up.</summary>
internal sealed record Part(Candidate Candidate, TeamRole Role);

/// <summary>A possible team.</summary>
internal sealed record Lineup(ImmutableArray<Part> Parts, ImmutableArray<AssetCandidate> Assets)
{
    public IEnumerable<Candidate> Members => Parts.Select(part => part.Candidate);
}
