using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Tasking.Missions;

/// <summary>What is offered to a mission, and what it takes or gives.</summary>
internal static partial class MissionMapping
{
    // Whoever is offered to be replaced is still in the team.
    private static V1.Mission.Types.Offer ToProto(Offer offer, Mission mission) => new()
    {
        Nation = mission.Team?.Members.FirstOrDefault(member => member.Member == offer.Outgoing)?.Nation ?? "",
        Order = offer.Order,
        Outgoing = offer.Outgoing,
        OutgoingCallSign = offer.CallSign,
        Repair = offer.Repair,
        Time = offer.Time.ToTimestamp(),
    };

    private static V1.Mission.Types.Preemption ToProto(this Preemption pending) => new()
    {
        From = pending.From.ToString(),
        Team = pending.Team,
        Reason = pending.Reason,
        Consents = { pending.Consents.Select(ToProto) },
        MissingNations = { pending.Missing },
    };

    private static V1.Mission.Types.Handover ToProto(TeamHandover handover) => new()
    {
        From = handover.From.ToString(),
        To = handover.To.ToString(),
        Team = handover.Team,
        Members = { handover.Members },
        MemberNations = { handover.MemberNations },
        FromState = handover.FromState.ToProto(),
        FromDispatchTime = handover.FromDispatchTime?.ToTimestamp(),
        Reason = handover.Reason,
        Consents = { handover.Consents.Select(ToProto) },
        Time = handover.Time.ToTimestamp(),
    };

    private static V1.Mission.Types.Consent ToProto(NationConsent consent) => new()
    {
        Nation = consent.Nation,
        Actor = consent.Actor,
        Time = consent.Time.ToTimestamp(),
    };
}
