using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Google.Type;
using Microsoft.Extensions.Options;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Mandates;
using TaskForce.Tasking.ResponsePlans;
using static TaskForce.Roster.V1.Team.Types;
using Formation = TaskForce.Roster.V1.FormationService.FormationServiceClient;

namespace TaskForce.Tasking.Missions;

/// <summary>What a mission asks of its plan, its mandate and the roster.</summary>
internal sealed class TeamPlanning(Formation roster, IOptions<ResponsePlanOptions> plans, MandateBook mandates)
{
    private static readonly State[] Live = [State.Reserved, State.Confirmed, State.Impaired];

    /// <summary>What a mission at this hotspot is about: the plan's requirement, at its place, from now for the planned time.</summary>
    public MissionBrief Brief(Hotspot hotspot, V1.Mission asked, DateTimeOffset now)
    {
        var plan = plans.Value.For(hotspot.Details.Kind);
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
    public AssignmentTerms TermsOf(Mission mission, Mandate mandate, Caller assigner) =>
        new(mandate.Name.ToString(), plans.Value.ResponsePlans.Single(plan => plan.Name == mission.Brief.Plan).AnswerWithin, assigner.Subject);

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
