using System.Collections.Immutable;

namespace TaskForce.Roster.Formation.Search;

/// <summary>A candidate as the search sees it: what counts for one requirement, as bits and numbers.</summary>
/// <param name="Skills">A bit for each skill need that the member meets.</param>
/// <param name="Languages">A bit for each of the slot's languages that the member speaks.</param>
/// <param name="Crews">A bit for each kind of crew that the member can be.</param>
/// <param name="LeaderGrade">0 if the member cannot lead.</param>
internal sealed record Traits(
    Candidate Candidate, int Person, int Nation, ulong Skills, ulong Languages, ulong Crews, int LeaderGrade, bool Interprets, int Seconds)
{
    private const int Minute = 60;

    /// <summary>When the person arrives, seconds, in whole minutes: no team is worse for seconds, and estimates are no better than that.</summary>
    public int Arrival => (Seconds + Minute - 1) / Minute * Minute;

    public int RecentMissions => Candidate.RecentMissions;
}

/// <summary>An asset as the search sees it.</summary>
/// <param name="Thing">The asset's number in the whole problem.</param>
internal sealed record AssetTraits(AssetCandidate Candidate, int Thing, ulong Capabilities, int Seconds, ImmutableArray<(int Crew, int Count)> Crews)
{
    public int Seats => Candidate.Asset.Details.Seats;
}

/// <summary>A skill and grade that runs assets.</summary>
internal readonly record struct CrewKind(string Skill, int MinGrade);

/// <summary>One requirement, and who and what could meet it. Nearest first.</summary>
internal sealed record Slot(Requirement Requirement, ImmutableArray<Traits> People, ImmutableArray<AssetTraits> Assets)
{
    /// <summary>The languages that count, at most 64.</summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>The languages that the team's may be; each a bit.</summary>
    public ulong Allowed { get; init; }

    public ImmutableArray<CrewKind> Crews { get; init; } = [];

    /// <summary>Numbers of <see cref="Traits.Person"/> who must be in the team.</summary>
    public ImmutableArray<int> Included { get; init; } = [];

    /// <summary>How many may leave each base that must keep people; a base that is not named may be emptied.</summary>
    public ImmutableDictionary<string, int> MayLeave { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Rules that the requirement breaks by itself, whoever is in the team.</summary>
    public ImmutableArray<string> Broken { get; init; } = [];

    /// <summary>The base that a reserve is counted at.</summary>
    public static string BaseOf(Candidate candidate) => $"{candidate.Nation}/{candidate.Base}";

    /// <summary>What holds at each base when these slots are served together: the strictest of what each asks for.</summary>
    public static ImmutableDictionary<string, int> MayLeaveAll(IEnumerable<Slot> slots) => slots.SelectMany(slot => slot.MayLeave)
        .GroupBy(home => home.Key, home => home.Value).ToImmutableDictionary(home => home.Key, home => home.Min());

    /// <summary>The same with fewer people.</summary>
    public Slot With(IEnumerable<Traits> people) => this with { People = [.. people] };
}
