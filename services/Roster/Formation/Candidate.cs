using System.Collections.Immutable;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Formation;

/// <summary>How long somebody needs to the place of a requirement, and by what.</summary>
internal sealed record Journey(TimeSpan Time, TravelMode Mode);

/// <summary>A member, seen by one requirement.</summary>
/// <param name="Member">Who.</param>
/// <param name="Journey">Null if there is none, or if it was not asked for because something else stands in the way.</param>
/// <param name="Obstacles">What stands in the way, for people; empty if the member can be used.</param>
internal sealed record Candidate(Member Member, Journey? Journey, ImmutableArray<string> Obstacles)
{
    public bool IsAvailable => Obstacles.IsEmpty;

    public string Nation => Member.Nation;

    public TimeSpan TravelTime => Journey?.Time ?? TimeSpan.MaxValue;

    /// <summary>The same with its journey, and what the journey puts in the way.</summary>
    public Candidate With(IReadOnlyDictionary<string, Journey?> journeys, Requirement requirement)
    {
        var journey = journeys.GetValueOrDefault(Member.Name.ToString());
        return this with { Journey = journey, Obstacles = [.. Obstacles, .. Availability.Obstacles(journey, requirement.MaxTravelTime)] };
    }
}

/// <summary>An asset, seen by one requirement.</summary>
/// <param name="Asset">What.</param>
/// <param name="Journey">Null if there is none, or if it was not asked for.</param>
/// <param name="Obstacles">What stands in the way, for people; empty if the asset can be used.</param>
internal sealed record AssetCandidate(Asset Asset, Journey? Journey, ImmutableArray<string> Obstacles)
{
    public bool IsAvailable => Obstacles.IsEmpty;

    public TimeSpan TravelTime => Journey?.Time ?? TimeSpan.MaxValue;

    public bool Has(string capability) => Asset.Details.Capabilities.Contains(capability);

    /// <summary>The same with its journey; equipment may come later than the people, but it must come.</summary>
    public AssetCandidate With(IReadOnlyDictionary<string, Journey?> journeys)
    {
        var journey = journeys.GetValueOrDefault(Asset.Name.ToString());
        return this with { Journey = journey, Obstacles = [.. Obstacles, .. Availability.Obstacles(journey, limit: null)] };
    }
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

    /// <summary>The languages that every member speaks and the requirement allows, the requirement's first choice first.</summary>
    public IEnumerable<string> SharedLanguages(Requirement requirement)
    {
        var spoken = Members.SelectMany(member => member.Member.Details.Languages).Distinct().Order(StringComparer.Ordinal);
        var allowed = requirement.Languages.IsEmpty ? spoken : requirement.Languages.AsEnumerable();
        return allowed.Where(language => Members.All(member => member.Member.Details.Languages.Contains(language)));
    }
}
