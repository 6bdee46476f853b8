using Google.Protobuf.WellKnownTypes;

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
        };
    }

    /// <summary>A proposal as the commander sees it.</summary>
    public static V1.TeamProposal ToProposal(this Lineup lineup, Requirement requirement, Pool pool, string leaderSkill) => new()
    {
        Members = { lineup.Parts.Select(part => part.ToProto(lineup, requirement, pool, leaderSkill)) },
        Assets = { lineup.Assets.Select(asset => asset.ToProto(requirement)) },
        SharedLanguage = lineup.SharedLanguages(requirement).First(),
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
        };
    }

    public static V1.TeamAsset ToProto(this AssetCandidate candidate, Requirement requirement) => new()
    {
        Asset = candidate.Asset.Name.ToString(),
        Nation = candidate.Asset.Nation,
        DisplayName = candidate.Asset.Details.DisplayName,
        Capabilities = { candidate.Asset.Details.Capabilities.Where(capability => requirement.Assets.Any(need => need.Capability == capability)) },
        TravelTime = candidate.Journey?.Time.ToDuration(),
    };
}
