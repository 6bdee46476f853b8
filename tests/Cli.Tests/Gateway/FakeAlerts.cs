using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Alert.Types;

namespace TaskForce.Cli.Tests.Gateway;

/// <summary>One call for help, and what becomes of it.</summary>
internal sealed class FakeAlerts(FakeGateway gateway) : AlertService.AlertServiceBase
{
    public static Alert Call => new()
    {
        Name = "alerts/a1",
        Kind = Kind.NeedHelp,
        State = State.Open,
        Nations = { "DE", "MA" },
        Message = "Falke 03 (DE, members/de-falke-03) needs help, at 'Search the port': Shots fired.",
        Mission = "missions/m1",
        Member = "members/de-falke-03",
        Location = new() { Latitude = 35.89, Longitude = -5.5 },
        RaiseTime = new() { Seconds = 1_900_000_000 },
    };

    public override Task<ListAlertsResponse> ListAlerts(ListAlertsRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new ListAlertsResponse { Alerts = { Call }, Sequence = 4 });
    }

    public override Task<Alert> AcknowledgeAlert(AcknowledgeAlertRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(Seen());
    }

    public override Task<Alert> ResolveAlert(ResolveAlertRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        var alert = Seen();
        (alert.State, alert.Resolver, alert.Resolution, alert.ResolveTime) = (State.Resolved, FakeGateway.ProfileOf(context), request.Resolution, new Timestamp { Seconds = 1_900_000_060 });
        return Task.FromResult(alert);
    }

    public override async Task WatchAlerts(WatchAlertsRequest request, IServerStreamWriter<AlertEvent> responseStream, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        var more = Seen();
        more.Additions.Add(new Addition { Text = "In the cellar.", Time = new() { Seconds = 1_900_000_030 } });
        await responseStream.WriteAsync(new() { Sequence = 5, Time = new() { Seconds = 1_900_000_030 }, Type = AlertEvent.Types.Type.Added, Alert = more });
        throw new RpcException(new(StatusCode.PermissionDenied, "That is all."));
    }

    private static Alert Seen()
    {
        var alert = Call;
        alert.Acknowledgements.Add(new Acknowledgement { Nation = "DE", Actor = "dispatcher.de" });
        return alert;
    }
}
