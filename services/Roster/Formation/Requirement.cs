using System.Collections.Immutable;
using Google.Type;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>At least this many people of one nation.</summary>
internal sealed record Quota(string Nation, int MinMembers);

/// <summary>At least this many people with a skill of at least this grade, for the whole period.</summary>
internal sealed record SkillNeed(string Skill, int MinGrade, int Count);

/// <summary>At least this many assets with a capability.</summary>
internal sealed record AssetNeed(string Capability, int Count);

/// <summary>The mandate that a team would act under.</summary>
/// <param name="Name">For messages; may be empty.</param>
internal sealed record MandateBounds(string Name, ImmutableArray<string> Nations, Period Validity);

/// <summary>What a team must be able to do, where and when.</summary>
internal sealed record Requirement(LatLng Location, Period Period, int MinMembers, int MaxMembers)
{
    private const int LargestTeam = 50;

    // The search keeps a bit for each.
    private const int MostNeeds = 60;
    private const int MostReserve = 1000;

    public ImmutableArray<Quota> Quotas { get; init; } = [];

    public ImmutableArray<SkillNeed> Skills { get; init; } = [];

    public ImmutableArray<AssetNeed> Assets { get; init; } = [];

    /// <summary>ISO 639-1; empty allows any language that all share.</summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>Null is no limit.</summary>
    public TimeSpan? MaxTravelTime { get; init; }

    /// <summary>Whether people work from where they are: nobody travels.</summary>
    public bool IsRemote { get; init; }

    /// <summary>What makes an interpreter, through whom others may take part; null if all must speak the team's language.</summary>
    public SkillNeed? Interpreter { get; init; }

    /// <summary>Whether the seats of the team's assets must carry every member.</summary>
    public bool SeatsForAll { get; init; }

    /// <summary>How many of a nation's available members must stay behind at each base.</summary>
    public int BaseReserve { get; init; }

    /// <summary>Null if none is checked here.</summary>
    public MandateBounds? Mandate { get; init; }

    /// <summary>Whether hard duty-time rules may be broken, because each nation overrides them.</summary>
    public bool OverridesDutyTime { get; init; }

    /// <summary>The nations that take part.</summary>
    public IEnumerable<string> Nations => Quotas.Select(quota => quota.Nation);

    /// <summary>Reads a requirement.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong with it.</exception>
    public static Requirement Of(Type.V1.TeamRequirement? wire)
    {
        var violations = new Violations();
        Check(wire ?? new(), violations, "requirement");
        violations.ThrowIfAny();
        return Read(wire!);
    }

    /// <summary>Reads a requirement that was checked.</summary>
    public static Requirement Read(Type.V1.TeamRequirement wire) =>
        new(wire.Place.Location, Period.Of(wire.Period), wire.MinMembers, wire.MaxMembers)
        {
            Quotas = [.. wire.Quotas.Select(quota => new Quota(quota.Nation, quota.MinMembers))],
            Skills = [.. wire.Skills.Select(need => new SkillNeed(need.Skill, Math.Max(1, need.MinGrade), need.Count))],
            Assets = [.. wire.Assets.Select(need => new AssetNeed(need.Capability, need.Count))],
            Languages = [.. wire.Languages],
            MaxTravelTime = wire.MaxTravelTime?.ToTimeSpan(),
            Interpreter = wire.Interpreting is { } interpreting ? new(interpreting.Skill, Math.Max(1, interpreting.MinGrade), 1) : null,
            IsRemote = wire.Remote,
            SeatsForAll = wire.SeatsForAll,
            BaseReserve = wire.BaseReserve,
            Mandate = wire.Mandate is { } mandate ? new(mandate.Mandate_, [.. mandate.Nations], Period.Of(mandate.Validity)) : null,
        };

    /// <summary>Finds everything that is wrong with a requirement.</summary>
    public static void Check(Type.V1.TeamRequirement wire, Violations violations, string path)
    {
        violations.Check(wire.Place is not null, path + ".place", "is required");
        violations.CheckPlace(wire.Place, path + ".place");
        violations.Check(wire.Period is { StartTime: not null, EndTime: not null } && wire.Period.StartTime < wire.Period.EndTime,
            path + ".period", "needs a start and a later end");
        violations.Check(wire.MinMembers is >= 2 and <= LargestTeam, path + ".min_members", $"must be 2 to {LargestTeam}");
        violations.Check(wire.MaxMembers >= wire.MinMembers && wire.MaxMembers <= LargestTeam, path + ".max_members",
            $"must be min_members to {LargestTeam}");
        violations.Check(wire.MaxTravelTime is null or { Seconds: > 0 }, path + ".max_travel_time", "must be at least a second");
        violations.Check(!wire.Remote || wire.MaxTravelTime is null, path + ".max_travel_time", "must be unset for remote work: nobody travels");
        violations.Check(!wire.Remote || !wire.SeatsForAll, path + ".seats_for_all", "must be unset for remote work: nobody travels");
        violations.CheckEach(wire.Languages, path + ".languages", Codes.IsLanguage, "is not an ISO 639 code in lower case");
        violations.CheckEach(wire.Skills, path + ".skills", need => Codes.IsSlug(need.Skill) && need.MinGrade is >= 0 and <= 5 && need.Count > 0,
            "needs a skill in lower-case letters, digits and hyphens, a min_grade of 0 to 5 and a count of at least 1");
        violations.CheckEach(wire.Assets, path + ".assets", need => Codes.IsSlug(need.Capability) && need.Count > 0,
            "needs a capability in lower-case letters, digits and hyphens and a count of at least 1");
        violations.Check(wire.Skills.Count <= MostNeeds && wire.Assets.Count <= MostNeeds, path + ".skills", $"may name at most {MostNeeds}, as may the assets");
        violations.Check(wire.Interpreting is null || (Codes.IsSlug(wire.Interpreting.Skill) && wire.Interpreting.MinGrade is >= 0 and <= 5),
            path + ".interpreting", "needs a skill in lower-case letters, digits and hyphens and a min_grade of 0 to 5");
        violations.Check(wire.BaseReserve is >= 0 and <= MostReserve, path + ".base_reserve", $"must be 0 to {MostReserve}");
        violations.Check(wire.Mandate?.Validity is null || Codes.IsOrdered(wire.Mandate.Validity), path + ".mandate.validity", "must end after it starts");
        CheckQuotas(wire, violations, path);
    }

    private static void CheckQuotas(Type.V1.TeamRequirement wire, Violations violations, string path)
    {
        violations.CheckEach(wire.Quotas, path + ".quotas", quota => quota.Nation.Length == 2 && quota.MinMembers > 0,
            "needs an ISO 3166-1 alpha-2 nation and min_members of at least 1");
        violations.Check(wire.Quotas.Select(quota => quota.Nation).Distinct().Count() is var nations && nations >= 2 && nations == wire.Quotas.Count,
            path + ".quotas", "must name at least two nations, each once");
        violations.Check(wire.Quotas.Sum(quota => (long)quota.MinMembers) <= wire.MaxMembers, path + ".quotas", "add up to more than max_members");
    }
}
