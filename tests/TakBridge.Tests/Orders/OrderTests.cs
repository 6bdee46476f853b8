using System.Xml.Linq;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.TakBridge.Cot;
using TaskForce.TakBridge.Tests.Cot;
using TaskForce.Tasking.V1;
using Change = TaskForce.Tasking.V1.OrderEvent.Types.Type;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.TakBridge.Tests.Orders;

/// <summary>Orders to clients, and what clients answer.</summary>
public sealed class OrderTests : IAsyncDisposable
{
    private const string Name = "missions/harbour/orders/de-falke-07";

    private readonly FakeServices _services = new();
    private readonly BridgeApp _bridge;

    public OrderTests() => _bridge = new(_services);

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Order_ComesAsAMessageAndAPointToGoTo()
    {
        using var client = await StartAsync();
        Issue(Order());

        var point = await client.ReadAsync(value => value.Uid == Name);
        var message = await MessageAsync(client);

        Assert.Equal(("b-m-p-w-GOTO", 35.89, -5.5), (point.Type, point.Point.Latitude, point.Point.Longitude));
        Assert.Equal((Name, "TASKFORCE", TakConnection.Uid), (message.Read("__chat", "messageId"), message.Read("__chat", "senderCallsign"), message.Read("__chat", "id")));
        Assert.Contains("Harbour", Text(message), StringComparison.Ordinal);
        Assert.Contains("accept harbour", Text(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receipts_AreRungsOfTheLadder_WithTheClientsTime()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);

        await client.SendAsync(Receipt("b-t-f-d", Name));
        await client.SendAsync(Receipt("b-t-f-r", "missions/other/orders/de-falke-07"));
        await client.SendAsync(Receipt("b-t-f-r", Name));

        Assert.Equal((BridgeApp.Acting, Name, Rung.Stored, BridgeApp.Device), await AcknowledgedAsync());
        Assert.Equal((BridgeApp.Acting, Name, Rung.Read, BridgeApp.Device), await AcknowledgedAsync());
    }

    [Fact]
    public async Task Accept_WrittenToTaskForce_IsAcceptedAndConfirmed()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);

        await client.SendAsync(Write("Wilco"));

        Assert.Equal((BridgeApp.Acting, Name, Rung.Accepted, BridgeApp.Device), await AcknowledgedAsync());
        Assert.Equal("ACCEPTED: Harbour", Text(await MessageAsync(client)));
    }

    [Fact]
    public async Task Decline_NeedsAReason()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);

        await client.SendAsync(Write("decline"));
        Assert.StartsWith("Say why", Text(await MessageAsync(client)), StringComparison.Ordinal);
        await client.SendAsync(Write("decline harbour engine is  dead"));

        var (_, request) = await _services.Acknowledged.Reader.ReadAsync().AsTask().SoonAsync();
        Assert.Equal((Rung.Declined, "engine is dead"), (request.Rung, request.Reason));
    }

    [Fact]
    public async Task Answer_WithTwoOrdersOpen_MustSayWhich()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);
        Issue(Order("missions/airport/orders/de-falke-07"));
        await MessageAsync(client);

        await client.SendAsync(Write("accept"));
        Assert.StartsWith("Which order?", Text(await MessageAsync(client)), StringComparison.Ordinal);
        await client.SendAsync(Write("accept airport"));

        Assert.Equal("missions/airport/orders/de-falke-07", (await AcknowledgedAsync()).Name);
    }

    [Fact]
    public async Task Answer_ToAnOrderThatWasRecalled_IsNoneToAnother()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);
        _services.Orders.Writer.TryWrite(new() { Type = Change.Superseded, Sequence = 9, Order = new(Order()) { SupersededBy = "missions/harbour" } });
        await MessageAsync(client);
        Issue(Order("missions/airport/orders/de-falke-07"));
        await MessageAsync(client);

        await client.SendAsync(Write("accept harbour"));

        Assert.StartsWith("harbour no longer holds", Text(await MessageAsync(client)), StringComparison.Ordinal);
        Assert.False(_services.Acknowledged.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Progress_WrittenToTaskForce_IsReported()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);

        await client.SendAsync(Write("en route, by boat"));

        var request = await _services.Progressed.Reader.ReadAsync().AsTask().SoonAsync();
        Assert.Equal((Name, Stage.EnRoute, "by boat"), (request.Name, request.Stage, request.Note));
    }

    [Fact]
    public async Task Message_ToOtherPeopleOrOfNoKnownWord_ChangesNothing()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);

        await client.SendAsync(Write("accept", to: "ANDROID-2"));
        await client.SendAsync(Write("what is that about?"));

        Assert.StartsWith("Write: accept", Text(await MessageAsync(client)), StringComparison.Ordinal);
        Assert.False(_services.Acknowledged.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Answer_ThatIsRefused_IsToldWithTheReason()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);
        _services.Refusal = new(StatusCode.FailedPrecondition, "It was declined already.");

        await client.SendAsync(Write("accept"));

        Assert.Equal("Not taken: It was declined already.", Text(await MessageAsync(client)));
    }

    [Fact]
    public async Task Answer_WhileTaskingIsAway_IsTakenOnceItIsBack()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);
        _services.Refusal = new(StatusCode.Unavailable, "Away.");

        await client.SendAsync(Write("accept"));
        await client.SendAsync(Samples.Event() with { Type = "t-x-c-t" });
        await client.ReadAsync(value => value.Type == "t-x-c-t-r");
        _services.Refusal = null;

        Assert.Equal(Rung.Accepted, (await AcknowledgedAsync()).Rung);
    }

    [Fact]
    public async Task Order_ThatHoldsNoMore_IsTakenOff()
    {
        using var client = await StartAsync();
        Issue(Order());
        await MessageAsync(client);

        var over = Order();
        over.SupersededBy = "missions/harbour";
        _services.Orders.Writer.TryWrite(new() { Type = Change.Superseded, Sequence = 9, Order = over });

        Assert.Equal(Name, (await client.ReadAsync(value => value.Type == "t-x-d-d")).Read("link", "uid"));
        Assert.StartsWith("No longer holds", Text(await MessageAsync(client)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_WithOldOrders_TellsThoseThatAreOpenAndNoOthers()
    {
        var (over, decided) = (Order("missions/over/orders/de-falke-07"), Order("missions/decided/orders/de-falke-07"));
        Issue(over, decided, Order());
        (over, decided) = (new(over) { SupersededBy = "missions/over" }, new(decided) { Rung = Rung.Accepted });
        _services.Orders.Writer.TryWrite(new() { Type = Change.Superseded, Order = over });
        _services.Orders.Writer.TryWrite(new() { Type = Change.Decided, Order = decided });

        using var client = await StartAsync();

        Assert.Equal(Name, (await MessageAsync(client)).Read("__chat", "messageId"));
    }

    private async Task<TakConnection> StartAsync()
    {
        _services.Orders.Writer.TryWrite(new() { Type = Change.Heartbeat });
        var client = await TakConnection.IntroduceAsync(_bridge);
        return client;
    }

    private void Issue(params Order[] orders)
    {
        foreach (var order in orders)
        {
            _services.Orders.Writer.TryWrite(new() { Type = Change.Issued, Order = order });
        }
    }

    private async Task<(string As, string Name, Rung Rung, string Device)> AcknowledgedAsync()
    {
        var (caller, request) = await _services.Acknowledged.Reader.ReadAsync().AsTask().SoonAsync();
        Assert.Equal(Samples.Noon.ToTimestamp(), request.DeviceTime);
        return (caller, request.Name, request.Rung, request.Device);
    }

    private static Task<CotEvent> MessageAsync(TakConnection client) => client.ReadAsync(value => value.Type == "b-t-f");

    private static string Text(CotEvent message) => message.Find("remarks")!.Value;

    private static CotEvent Receipt(string type, string message) => Samples.Event("receipt") with
    {
        Type = type,
        Detail = new("detail", new XElement("__chatreceipt", new XAttribute("messageId", message), new XAttribute("id", "TASKFORCE"))),
    };

    private static CotEvent Write(string text, string to = "TASKFORCE") => Samples.Event("GeoChat.me.TASKFORCE.1") with
    {
        Type = "b-t-f",
        Detail = new("detail", new XElement("__chat", new XAttribute("id", to), new XAttribute("chatroom", to)), new XElement("remarks", new XAttribute("to", to), text)),
    };

    private static Order Order(string name = Name) => new()
    {
        Name = name,
        Kind = Tasking.V1.Order.Types.Kind.Deploy,
        Title = "Harbour",
        Rung = Rung.Queued,
        HotspotKind = Hotspot.Types.Kind.Smuggling,
        Severity = Hotspot.Types.Severity.High,
        Place = new() { DisplayName = "Tanger Med", Location = new() { Latitude = 35.89, Longitude = -5.5 } },
    };
}
