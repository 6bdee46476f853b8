using TaskForce.Client.Field;
using EventType = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Client.Tests.Field;

public sealed class TerritoryTests : IAsyncLifetime
{
    private const string Member = "members/de-falke-07";

    private readonly FakeServer _server = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-unit-").FullName;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Crossing_SentAgain_IsToldOnceAndKeptThroughARestart()
    {
        _server.Orders = _ => [Issued(1, "a"), Crossed(2, "mandates/x"), Crossed(2, "mandates/x"), Issued(3, "b")];
        var told = new List<string>();
        await using (var unit = FieldUnit.Start(_server.Connect(), new() { Member = Member, Directory = _directory, TerritoryCrossed = order => told.Add(order.Territory.Mandate) }))
        {
            await unit.ReceiveAsync().TakeAsync(2);
        }

        using var store = new FieldStore(_directory);
        Assert.Equal(["mandates/x"], told);
        Assert.Equal(("mandates/x", 3), (store.Orders[0].Order.Territory.Mandate, store.Cursor));
    }

    private static Tasking.V1.OrderEvent Issued(long sequence, string title) => new()
    {
        Sequence = sequence,
        Type = EventType.Issued,
        Order = new() { Name = $"missions/m/orders/{title}", Kind = Tasking.V1.Order.Types.Kind.Deploy, Title = title, Recipient = Member },
    };

    private static Tasking.V1.OrderEvent Crossed(long sequence, string mandate) => new()
    {
        Sequence = sequence,
        Type = EventType.TerritoryCrossed,
        Order = new() { Name = "missions/m/orders/a", Territory = new() { Mandate = mandate, EnterTime = new() { Seconds = sequence } } },
    };
}
