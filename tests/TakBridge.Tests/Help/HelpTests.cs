using System.Xml.Linq;
using Grpc.Core;
using TaskForce.TakBridge.Cot;
using TaskForce.TakBridge.Tests.Cot;

namespace TaskForce.TakBridge.Tests.Help;

/// <summary>Emergencies of clients.</summary>
public sealed class HelpTests : IAsyncDisposable
{
    private readonly FakeServices _services = new();
    private readonly BridgeApp _bridge;

    public HelpTests() => _bridge = new(_services);

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Emergency_SentAgainAndAgain_IsOneCallForHelp_AndAnotherWhenItIsCalledOff()
    {
        using var client = await TakConnection.OpenAsync(_bridge.Plain);

        await client.SendAsync(Emergency());
        await client.SendAsync(Emergency());
        await client.SendAsync(Emergency("b-a-o-can", isOver: true));
        await client.SendAsync(Emergency("b-a-o-can", isOver: true));
        await client.SendAsync(Emergency());

        var calls = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var (caller, request) = await _services.Help.Reader.ReadAsync().AsTask().SoonAsync();
            Assert.Equal((BridgeApp.Acting, BridgeApp.Device, 35.5), (caller, request.Device, request.Location.Latitude));
            calls.Add(request.Text);
        }

        Assert.Equal(["Emergency on the TAK client: 911 Alert", "Called off on the TAK client: 911 Alert", "Emergency on the TAK client: 911 Alert"], calls);
        Assert.False(_services.Help.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Emergency_OfAClientThatIsGoneWhileTaskingIsAway_IsStillTaken()
    {
        _services.Refusal = new(StatusCode.Unavailable, "Away.");
        using (var client = await TakConnection.OpenAsync(_bridge.Plain))
        {
            await client.SendAsync(Emergency());
            await client.SendAsync(Samples.Event() with { Type = "t-x-c-t" });
            await client.ReadAsync(value => value.Type == "t-x-c-t-r");
        }

        _services.Refusal = null;

        Assert.StartsWith("Emergency", (await _services.Help.Reader.ReadAsync().AsTask().SoonAsync()).Request.Text, StringComparison.Ordinal);
    }

    private static CotEvent Emergency(string type = "b-a-o-tbl", bool isOver = false)
    {
        var emergency = new XElement("emergency", new XAttribute("type", "911 Alert"));
        if (isOver)
        {
            emergency.Add(new XAttribute("cancel", "true"));
        }

        return Samples.Event($"{TakConnection.Uid}-9-1-1") with { Type = type, Detail = new("detail", emergency) };
    }
}
