using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Google.Type;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Mandates;
using TaskForce.Tasking.ResponsePlans;
using static TaskForce.Roster.V1.Team.Types;
using Formation = TaskForce.Roster.V1.FormationService.FormationServiceClient;

namespace TaskForce.Tasking.Missions;

/// <summary>What a mission asks of its plan, its mandate and the roster.</summary>
internal sealed class TeamPlanning(Formation roster, IOptions<ResponsePlanOptions> plans, MandateBook mandates, IOptions<PreemptionOptions> preemption)
{
    private static readonly State[] Live = [State.Reserved, State.Confirmed, State.Impaired];

    /// <summary>What a mission at this hotspot is about: the plan's requirement, at its place, from now for the planned time.</summary>
    public MissionBrief Brief(Hotspot hotspot, V1.Mission asked, DateTimeOffset now)
    {
        var plan = plans.Value.For(hotspot.Details);
        var requirement = plan.Requirement;
        requirement.Period = asked.Period ?? new Interval { StartTime = now.ToTimestamp(), EndTime = (now + plan.PlannedDuration).ToTimestamp() };
        var title = asked.Title.Trim() is { Length: > 0 } given ? given : $"{plan.DisplayName}, {hotspot.Details.Place.DisplayName}";
        return new MissionBrief(hotspot.Name, plan.Name, title, asked.Instructions.Trim(), hotspot.Details.HostNation, requirement).At(hotspot);
    }

    /// <summary>The mandate that covers these nations' people in the whole of a mission's circle for the whole of its time.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>NO_MANDATE</c>.</exception>
    public Mandate MandateFor(Mission mission, IReadOnlyCollection<string> nations)
    {
        var (brief, period) = (mission.Brief, mission.Brief.Requirement.Period);
        var place = brief.Requirement.Place.DisplayName is { Length: > 0 } named ? named : "the place of the hotspot";
        return mandates.For(new(brief.Circle, place, brief.HostNation, nations, period.StartTime.ToDateTimeOffset(), period.EndTime.ToDateTimeOffset()));
    }

    /// <summary>What a team is assigned under.</summary>
    public AssignmentTerms TermsOf(Mission mission, Mandate mandate, string assigner) =>
        new(mandate.Name.ToString(), plans.Value.ResponsePlans.Single(plan => plan.Name == mission.Brief.Plan).AnswerWithin, assigner);

    /// <summary>Reserves a team; an earlier one of the same mission is released in the same step.</summary>
    public async Task<AssignedTeam> ReserveAsync(
        Mission mission, Mandate mandate, V1.AssignTeamRequest request, Caller caller, CancellationToken cancellation)
    {
        var plan = plans.Value.ResponsePlans.Single(p => p.Name == mission.Brief.Plan);
        var requirement = mission.Brief.Requirement.Clone();
        requirement.Mandate = new() { Mandate_ = mandate.Name.ToString(), Nations = { mandate.Nations }, Validity = mandate.ToValidity() };
        var team = await roster.ReserveTeamAsync(new()
        {
            Holder = mission.Name.ToString(),
            Members = { request.Members },
            Assets = { request.Assets },
            Requirement = requirement,
            Lease = plan.ApprovalLease.ToDuration(),
            AcceptBreaches = true,
            RequestId = RequestIdFor("reserve", mission.Name.ToString(), caller.Subject, request.RequestId),
        }, cancellationToken: cancellation);
        return AssignedTeam.Of(team);
    }

    /// <summary>Keeps a mission's team until it is released, and returns it as the roster knows it.</summary>
    public async Task<AssignedTeam> ConfirmAsync(Mission mission, CancellationToken cancellation) =>
        AssignedTeam.Of(await roster.ConfirmTeamAsync(new() { Name = mission.Team!.Name }, cancellationToken: cancellation));

    /// <summary>When a mission may take the team of another.</summary>
    public PreemptionOptions Preemption => preemption.Value;

    /// <summary>Whether nobody else needs to agree, once this caller has, that a mission takes the team of another.</summary>
    public bool IsLastConsent(Mission taker, Mission holder, Caller caller)
    {
        var given = taker.Preemption is { } pending && pending.From == holder.Name ? pending.Consents : [];
        return !Preemption.MissingOf(holder.Team?.Nations ?? [], [.. given, new(caller.Nation, caller.Subject, default)]).Any();
    }

    /// <summary>Reserves the people and the equipment of another mission's team, which ends in the same step. Asking again changes nothing.</summary>
    public async Task<AssignedTeam> TakeAsync(Mission taker, Preemption pending, CancellationToken cancellation)
    {
        MandateFor(taker, [.. pending.Members.Select(member => member.Nation).Distinct()]);
        return AssignedTeam.Of(await roster.ReserveTeamAsync(new()
        {
            Holder = taker.Name.ToString(),
            Members = { pending.Members.Select(member => new Roster.V1.TeamMember { Member = member.Member, Role = member.Role }) },
            Assets = { pending.Assets.Select(asset => new Roster.V1.TeamAsset { Asset = asset.Asset }) },
            Requirement = taker.Brief.Requirement,
            Lease = PlanOf(taker).ApprovalLease.ToDuration(),
            AcceptBreaches = true,
            TakeFrom = pending.Team,
            RequestId = RequestIdFor("take", taker.Name.ToString(), pending.Team, pending.Id),
        }, cancellationToken: cancellation));
    }

    /// <summary>Whether a question about a team was answered with a no that would be said again.</summary>
    public static bool IsRefusal(Exception answer) => answer is DomainException { Fault: not Fault.Unavailable }
        or RpcException { StatusCode: StatusCode.FailedPrecondition or StatusCode.Aborted or StatusCode.NotFound or StatusCode.InvalidArgument };

    /// <summary>What a refusal says, for everybody: the roster's own words may be about people whom not everybody knows.</summary>
    public static string ReasonOf(Exception refusal) => refusal is RpcException answer
        ? $"The roster did not hand the team over: {answer.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? answer.StatusCode.ToString()}."
        : refusal.Message;

    /// <summary>The plan that a mission follows.</summary>
    public ResponsePlan PlanOf(Mission mission) => plans.Value.Of(mission.Brief.Plan);

    /// <summary>Whether the roster holds a team for a mission.</summary>
    public async Task<bool> HoldsAsync(string mission, CancellationToken cancellation) => (await roster.ListTeamsAsync(
        new() { PageSize = 1, Filter = new() { Holder = mission, States = { Live } } }, cancellationToken: cancellation)).Teams.Count > 0;

    /// <summary>Frees a team's people. A team that is gone already is free.</summary>
    public async Task ReleaseAsync(string team, CancellationToken cancellation) =>
        await roster.ReleaseTeamAsync(new() { Name = team }, cancellationToken: cancellation);

    // A repeated request must be the same request to the roster as well; one without an id is a new one each time.
    private static string RequestIdFor(string verb, string mission, string subject, string requestId) => requestId.Length == 0
        ? Guid.NewGuid().ToString()
        : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{verb}\n{mission}\n{subject}\n{requestId}")).AsSpan(0, 16)).ToString();
}
