using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace TaskForce.Tasking.Missions;

/// <summary>How a responsibility came about; the numbers are the contract's.</summary>
internal enum DeskCause
{
    Created = 1,
    Joined = 2,
    HandedOver = 3,
    TakenFromDesk = 4,
    TakenOver = 5,
    LeadPassed = 6,
}

/// <summary>Who of a nation answers for a mission, and since when.</summary>
/// <param name="Holder">The subject of a token, or the nation's desk.</param>
internal sealed record Responsible(string Nation, string Holder, DateTimeOffset Since)
{
    public bool IsDesk => Holder == DeskOf(Nation);

    /// <summary>The desk of a nation, <c>desks/{nation}</c>: whoever is there.</summary>
    public static string DeskOf(string nation) => $"desks/{nation}";
}

/// <summary>A responsibility that passed on.</summary>
internal sealed record DeskChange(DeskCause Cause, string Nation, string From, string To, DateTimeOffset Time)
{
    public string Reason { get; init; } = "";

    public string Handover { get; init; } = "";
}

/// <summary>
/// Who answers for the mission. Only persons are kept; a nation without one is its desk's, so that there is no way to write down that
/// nobody answers.
/// </summary>
internal sealed partial record Mission
{
    /// <summary>The persons who answer, at most one of a nation.</summary>
    public ImmutableArray<Responsible> Persons { get; init; } = [];

    public ImmutableArray<DeskChange> DeskHistory { get; init; } = [];

    /// <summary>The nation whose centre was made to lead, or empty.</summary>
    public string NamedLead { get; init; } = "";

    /// <summary>The nations taking part: those that the plan needs people of, and those that have people in the team.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> TakingPart =>
        [.. Brief.Requirement.Quotas.Select(quota => quota.Nation).Concat(Team?.Nations ?? []).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Who answers, one of each nation taking part.</summary>
    [JsonIgnore]
    public IReadOnlyList<Responsible> Responsibles =>
        [.. TakingPart.Select(nation => Persons.FirstOrDefault(person => person.Nation == nation) ?? new(nation, Responsible.DeskOf(nation), CreateTime))];

    /// <summary>The nation whose centre leads: the one named, else the host, else the first.</summary>
    [JsonIgnore]
    public string LeadNation => TakingPart.Contains(NamedLead) ? NamedLead : TakingPart.Contains(Brief.HostNation) ? Brief.HostNation : TakingPart.FirstOrDefault("");

    /// <summary>Who answers for a nation.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>NATION_TAKES_NO_PART</c>.</exception>
    public Responsible ResponsibleOf(string nation) => Responsibles.FirstOrDefault(each => each.Nation == nation)
        ?? throw new DomainException(Fault.Denied, "NATION_TAKES_NO_PART", $"{(nation.Length > 0 ? nation : "Your nation")} takes no part in {Name}; those that do are {string.Join(" and ", TakingPart)}.");

    /// <summary>Refuses a nation that has nothing to do with it: one that neither hosts it nor gives people or equipment, or is asked for them.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>NATION_TAKES_NO_PART</c>, naming whom to ask.</exception>
    public void MustBeActedOnBy(Caller caller)
    {
        string[] acting = [.. TakingPart.Concat(NationsConcerned).Concat(Team?.Assets.Select(asset => asset.Nation) ?? []).Distinct().Order(StringComparer.Ordinal)];
        if (!acting.Contains(caller.Nation))
        {
            throw new DomainException(Fault.Denied, "NATION_TAKES_NO_PART",
                $"{(caller.Nation.Length > 0 ? caller.Nation : "Your nation")} takes no part in {Name}; {string.Join(" and ", acting)} do. Ask the centre of {LeadNation}, which leads it.");
        }
    }

    /// <summary>Whether a person answers for it for a nation.</summary>
    public bool IsHeldBy(string person, string nation) => Persons.Any(each => each.Nation == nation && each.Holder == person);

    /// <summary>From now on a person answers for a nation taking part.</summary>
    public Mission PassTo(string nation, string person, DeskCause cause, DateTimeOffset now, string reason = "", string handover = "")
    {
        var before = ResponsibleOf(nation);
        return this with
        {
            Persons = [.. Persons.Where(each => each.Nation != nation), new(nation, person, now)],
            DeskHistory = DeskHistory.Add(new(cause, nation, before.IsDesk && cause == DeskCause.Created ? "" : before.Holder, person, now) { Reason = reason, Handover = handover }),
            UpdateTime = now,
        };
    }

    /// <summary>From now on the centre of a nation leads.</summary>
    public Mission PassLead(string nation, DateTimeOffset now, string reason = "", string handover = "") => this with
    {
        NamedLead = nation,
        DeskHistory = DeskHistory.Add(new(DeskCause.LeadPassed, nation, LeadNation, nation, now) { Reason = reason, Handover = handover }),
        UpdateTime = now,
    };
}
