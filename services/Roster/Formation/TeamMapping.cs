using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.Formation.Search;

namespace TaskForce.Roster.Formation;

internal static class TeamMapping
{
    public static V1.Team ToProto(this TeamRow row)
    {
        var team = row.Value;
        return new()
        {
            Name = team.Name.ToString(),
            Holder = team.Holder,
            State = (V1.Team.Types.State)team.State,
            Members = { team.Members },
            Assets = { team.Assets },
            Requirement = team.Requirement,
            LeaseExpireTime = team.LeaseExpireTime?.ToTimestamp(),
            CreateTime = team.CreateTime.ToTimestamp(),
            UpdateTime = team.UpdateTime.ToTimestamp(),
            Etag = row.Etag,
            Impairments = { team.Impairments },
            Repair = team.Repair,
            Breaches = { team.Breaches },
            LegalUntil = team.Members.Where(member => member.LegalUntil is not null).Min(member => member.LegalUntil),
        };
    }

    /// <summary>A proposal as the commander sees it.</summary>
    public static V1.TeamProposal ToProposal(this Lineup lineup, Requirement requirement, Pool pool, string leaderSkill) => new()
    {
        Members = { lineup.Parts.Select(part => part.ToProto(lineup, requirement, pool, leaderSkill)) },
        Assets = { lineup.Assets.Select(asset => asset.ToProto(requirement)) },
        SharedLanguage = Languages.Shared(lineup, requirement).First(),
        Interpreted = { Languages.Interpreted(lineup, Languages.Shared(lineup, requirement).First()).Select(member => member.Member.Name.ToString()) },
        InterpretedNations = { Languages.Interpreted(lineup, Languages.Shared(lineup, requirement).First()).Select(member => member.Nation).Distinct() },
        StrippedBases = { StrippedBases(lineup, pool).Select(home => home.Member.Details.HomeBase.DisplayName).Distinct() },
        StrippedBaseNations = { StrippedBases(lineup, pool).Select(home => home.Nation).Distinct() },
        LegalUntil = lineup.Members.Min(member => member.DutyTimes.LegalUntil)?.ToTimestamp(),
        RecentMissions = lineup.Members.Sum(member => member.RecentMissions),
        LatestArrival = lineup.Members.Max(member => member.TravelTime).ToDuration(),
        TotalTravel = lineup.Members.Aggregate(TimeSpan.Zero, (sum, member) => sum + member.TravelTime).ToDuration(),
    };

    public static V1.TeamMember ToProto(this Part part, Lineup lineup, Requirement requirement, Pool? pool, string leaderSkill)
    {
        var (candidate, member) = (part.Candidate, part.Candidate.Member);
        return new()
        {
            Member = member.Name.ToString(),
            Role = (V1.TeamMember.Types.Role)part.Role,
            Nation = member.Nation,
            CallSign = member.Details.CallSign,
            Languages = { member.Details.Languages },
            Skills = { member.Details.Qualifications.Where(held => held.Validity.Covers(requirement.Period)).Select(held => held.Skill).Distinct() },
            Base = member.Details.HomeBase.DisplayName,
            TravelTime = candidate.Journey?.Time.ToDuration(),
            TravelMode = candidate.Journey?.Mode ?? Type.V1.TravelMode.Unspecified,
            Reasons = { Reasons.For(part, lineup, requirement, pool, leaderSkill) },
            LegalUntil = candidate.DutyTimes.LegalUntil?.ToTimestamp(),
            Breaches = { candidate.ToBreaches() },
            Arrival = candidate.Journey?.Estimate,
        };
    }

    public static V1.TeamAsset ToProto(this AssetCandidate candidate, Requirement requirement) => new()
    {
        Asset = candidate.Asset.Name.ToString(),
        Nation = candidate.Asset.Nation,
        DisplayName = candidate.Asset.Details.DisplayName,
        Capabilities = { candidate.Asset.Details.Capabilities.Where(capability => requirement.Assets.Any(need => need.Capability == capability)) },
        TravelTime = candidate.Journey?.Time.ToDuration(),
        Seats = candidate.Asset.Details.Seats,
        Arrival = candidate.Journey?.Estimate,
    };

    /// <summary>The duty-time rules that a member breaks.</summary>
    public static IEnumerable<V1.RuleBreach> ToBreaches(this Candidate candidate) => candidate.DutyTimes.Breaches.Select(breach => new V1.RuleBreach
    {
        Member = candidate.Member.Name.ToString(),
        CallSign = candidate.Member.Details.CallSign,
        Nation = candidate.Nation,
        Rule = breach.Rule,
        Hard = breach.Hard,
        Time = breach.Time.ToTimestamp(),
        Message = $"{candidate.Member.Details.CallSign} {breach.Message}",
        Limit = breach.Limit.ToDuration(),
        Window = breach.Window?.ToDuration(),
        Actual = breach.Actual.ToDuration(),
    });

    public static V1.SearchQuality ToProto(this Finding finding, TimeSpan elapsed) => new()
    {
        Optimal = finding.Gap == 0,
        Gap = finding.Gap,
        ArrivalBound = TimeSpan.FromSeconds(finding.ArrivalBound).ToDuration(),
        Elapsed = elapsed.ToDuration(),
    };

    public static V1.Conflict ToProto(this ContradictingRules rules) => new()
    {
        Core = { rules.Core },
        Relax = { rules.Relax },
        Message = rules.Relax.IsEmpty
            ? "No change of the requirement would help: two nations' people are missing who could lead."
            : $"{(rules.Core.Length > 1 ? $"{string.Join(", ", rules.Core)} contradict each other" : $"{rules.Core[0]} cannot be met")}. "
                + $"There would be a team without {string.Join(" and ", rules.Relax)}.",
    };

    // Somebody of each base that nobody available is left at.
    private static IEnumerable<Candidate> StrippedBases(Lineup lineup, Pool pool)
    {
        var left = pool.Available.CountBy(Slot.BaseOf).ToDictionary();
        return lineup.Members.GroupBy(Slot.BaseOf).Where(home => left.GetValueOrDefault(home.Key) <= home.Count())
            .Select(home => home.First());
    }
}
