using Google.Protobuf;
using Grpc.Core;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.AlertEvent.Types.Type;

namespace TaskForce.Tasking.Alerts;

internal sealed class AlertService(Journal<TaskingDb> journal, Watch<TaskingDb> watch, PartnerSight sight, TimeProvider clock) : V1.AlertService.AlertServiceBase
{
    private const int LongestResolution = 500;

    public override async Task<V1.Alert> GetAlert(V1.GetAlertRequest request, ServerCallContext context)
    {
        var (name, nation) = (ResourceName.Parse<AlertName>(request.Name), sight.NationFor(context.GetCaller()));

        var alert = (await journal.ReadAsync(db => db.Alerts.GetAsync(name), context.CancellationToken)).ToProto();

        return PartnerSight.IsOf(nation, alert) ? alert : throw new DomainException(Fault.NotFound, "ALERT_NOT_FOUND", $"{name} does not exist.");
    }

    public override Task<V1.ListAlertsResponse> ListAlerts(V1.ListAlertsRequest request, ServerCallContext context)
    {
        var nation = sight.NationFor(context.GetCaller());

        return journal.ReadAsync(async db =>
        {
            var page = await db.Alerts.Matching(request.Filter).GoingTo(nation).ToPageAsync<AlertRow, Alert>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            return new V1.ListAlertsResponse
            {
                Alerts = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);
    }

    public override Task<V1.Alert> AcknowledgeAlert(V1.AcknowledgeAlertRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, request.Etag, request, EventType.Acknowledged, context, (alert, caller, now) => alert.Acknowledge(caller, now));

    public override Task<V1.Alert> ResolveAlert(V1.ResolveAlertRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        violations.CheckText(request.Resolution, 1, LongestResolution, "resolution");
        violations.ThrowIfAny();

        return ChangeAsync(request.Name, request.Etag, request, EventType.Resolved, context,
            (alert, caller, now) => alert.Resolve(caller, request.Resolution.Trim(), now));
    }

    public override Task WatchAlerts(
        V1.WatchAlertsRequest request, IServerStreamWriter<V1.AlertEvent> responseStream, ServerCallContext context)
    {
        var nation = sight.NationFor(context.GetCaller());

        return watch.SendAsync(
            AlertStore.Topic, request.After, e => request.Filter.Includes(e.Alert) && PartnerSight.IsOf(nation, e.Alert), responseStream, context.CancellationToken);
    }

    private Task<V1.Alert> ChangeAsync(
        string alert, string etag, IMessage request, EventType type, ServerCallContext context, Func<Alert, Caller, DateTimeOffset, Alert> change)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<AlertName>(alert);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Alerts.GetAsync(name);
            Etag.Check(etag, row.Version, row.Name);
            var next = change(row.Value, caller, now);
            if (ReferenceEquals(next, row.Value))
            {
                return row.ToProto();
            }

            row.Set(next);
            return db.Record(row, type, caller.Subject, now);
        }, context.CancellationToken);
    }
}

internal static class AlertsModule
{
    public static void MapAlerts(this IEndpointRouteBuilder routes) => routes.MapGrpcService<AlertService>();
}
