using Google.Protobuf;
using Grpc.Core;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using EventType = TaskForce.Roster.V1.TeamEvent.Types.Type;

namespace TaskForce.Roster.Formation;

internal sealed class FormationService(Journal<RosterDb> journal, Watch<RosterDb> watch, TeamFormation formation, LiveTeams teams)
    : V1.FormationService.FormationServiceBase
{
    public override Task<V1.ProposeTeamsResponse> ProposeTeams(V1.ProposeTeamsRequest request, ServerCallContext context) =>
        formation.ProposeAsync(request, context.CancellationToken);

    public override Task PlanTeams(V1.PlanTeamsRequest request, IServerStreamWriter<V1.PlanTeamsResponse> responseStream, ServerCallContext context) =>
        formation.PlanAsync(request, plan => responseStream.WriteAsync(plan, context.CancellationToken), context.CancellationToken);

    public override Task<V1.ExplainMemberResponse> ExplainMember(V1.ExplainMemberRequest request, ServerCallContext context) =>
        formation.ExplainAsync(request, context.GetView(), context.CancellationToken);

    public override async Task<V1.Repair> ProposeRepair(V1.ProposeRepairRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<TeamName>(request.Name);
        var violations = new Violations();
        violations.CheckEach(request.Excluded, "excluded", member => ResourceName.TryParse<MemberName>(member) is not null, "is not a name of the form members/{id}");
        violations.ThrowIfAny();

        var team = (await journal.ReadAsync(db => db.Teams.GetAsync(name), context.CancellationToken)).Value;
        team.MustBeLive();

        return await teams.Repairs.FindAsync(team, request.Excluded, context.CancellationToken);
    }

    public override Task<V1.Team> WithdrawNation(V1.WithdrawNationRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        var violations = new Violations();
        violations.CheckNation(request.Nation, "nation");
        violations.CheckText(request.Reason, 1, 1000, "reason");
        violations.ThrowIfAny();
        caller.MustBelongTo(request.Nation, "The withdrawal");

        return ChangeAsync(request.Name, request.Etag, request, context, (db, row, now) =>
            teams.Reservations.WithdrawAsync(db, row, request.Nation, request.Reason.Trim(), caller, now));
    }

    public override async Task<V1.Team> ReserveTeam(V1.ReserveTeamRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), teams.Clock.GetUtcNow());
        var reservation = Reservation.Of(request);
        if (await journal.RecallAsync<V1.Team>(request, caller, context.CancellationToken) is { } known)
        {
            return known;
        }

        var journeys = await teams.Lineups.JourneysAsync(
            [.. reservation.Members.Select(member => member.Name)], reservation.Assets, reservation.Requirement, context.CancellationToken);

        return await journal.ChangeAsync(request, caller, db =>
            teams.Reservations.ReserveAsync(db, reservation, request.Requirement, journeys, new(caller, context.GetViewOfAsker()), now), context.CancellationToken);
    }

    public override Task<V1.Team> ConfirmTeam(V1.ConfirmTeamRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, request.Etag, request, context, (db, row, now) =>
            teams.Reservations.ConfirmAsync(db, row, new(context.GetCaller(), context.GetViewOfAsker()), now));

    public override Task<V1.Team> ReleaseTeam(V1.ReleaseTeamRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, request.Etag, request, context, (db, row, now) =>
            db.ChangeAsync(row, row.Value.Release(now), EventType.Released, context.GetCaller().Subject, now));

    public override async Task<V1.Team> ReplaceTeamMember(V1.ReplaceTeamMemberRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        var name = ResourceName.Parse<TeamName>(request.Name);
        var (outgoing, incoming) = (ResourceName.Parse<MemberName>(request.Outgoing, "outgoing"), ResourceName.Parse<MemberName>(request.Incoming, "incoming"));
        if (await journal.RecallAsync<V1.Team>(request, caller, context.CancellationToken) is { } known)
        {
            return known;
        }

        var view = context.GetView();
        var team = (await journal.ReadAsync(async db =>
        {
            await db.MustKnowAsync([outgoing, incoming], view);
            return await db.Teams.GetAsync(name);
        }, context.CancellationToken)).Value;
        team.MustBeLive();
        var journeys = await teams.Lineups.JourneysAsync([incoming], [], Requirement.Of(team.Requirement), context.CancellationToken);

        return await ChangeAsync(request.Name, request.Etag, request, context, (db, row, now) =>
            teams.Reservations.ReplaceAsync(db, row, outgoing, incoming, journeys, new(caller, context.GetViewOfAsker()), now));
    }

    public override async Task<V1.Team> GetTeam(V1.GetTeamRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<TeamName>(request.Name);

        var row = await journal.ReadAsync(db => db.Teams.GetAsync(name), context.CancellationToken);

        return row.ToProto();
    }

    public override Task<V1.ListTeamsResponse> ListTeams(V1.ListTeamsRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var page = await db.Teams.Matching(request.Filter).ToPageAsync<TeamRow, Team>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            return new V1.ListTeamsResponse
            {
                Teams = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);

    public override Task WatchTeams(V1.WatchTeamsRequest request, IServerStreamWriter<V1.TeamEvent> responseStream, ServerCallContext context) =>
        watch.SendAsync(TeamStore.Topic, request.After, e => request.Filter.Includes(e.Team), responseStream, context.CancellationToken);

    private Task<V1.Team> ChangeAsync(
        string team, string etag, IMessage request, ServerCallContext context, Func<RosterDb, TeamRow, DateTimeOffset, Task<V1.Team>> change)
    {
        var (caller, now) = (context.GetCaller(), teams.Clock.GetUtcNow());
        var name = ResourceName.Parse<TeamName>(team);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Teams.GetAsync(name);
            Etag.Check(etag, row.Version, row.Name);
            return await change(db, row, now);
        }, context.CancellationToken);
    }
}
