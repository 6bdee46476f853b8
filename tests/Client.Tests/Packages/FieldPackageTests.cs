using Grpc.Core;
using TaskForce.Tasking.V1;
using static TaskForce.Client.Tests.Packages.Signatory;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Client.Tests.Packages;

/// <summary>What a unit does with signed orders.</summary>
public sealed class FieldPackageTests : IAsyncLifetime
{
    private const string Member = "members/de-falke-07";

    private readonly FakeServer _server = new();
    private readonly Signatory _germany = new("DE");
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-unit-").FullName;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _germany.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Order_ThatCame_HasItsPackage_AlsoAfterARestartWithoutANetwork()
    {
        SignFrom(_server);
        _server.Orders = after => after < 1 ? [new() { Sequence = 1, Type = OrderEvent.Types.Type.Issued, Order = Order("port").Order }] : [];
        await using (var unit = Start())
        {
            await unit.ReceiveAsync().TakeAsync(1);
            await Until(() => unit.PackageOf("missions/m/orders/port") is not null);
        }

        await _server.StopAsync();
        await using var again = Start();

        var package = again.PackageOf("missions/m/orders/port")!;
        Assert.Equal(["DE"], package.Nations);
        Assert.Equal("port", package.Content.Order.Title);
    }

    [Fact]
    public async Task Keys_AreKnownBeforeTheFirstOrder_SoThatItMayComeByHand()
    {
        SignFrom(_server);
        var asked = new TaskCompletionSource();
        _server.PackageKeys = () =>
        {
            asked.TrySetResult();
            return new() { Keys = { _germany.Public } };
        };
        await using (Start())
        {
            await asked.Task.InTime();
            await Until(() => File.ReadAllText(Path.Combine(_directory, "device.jsonl")).Contains("packageKeys", StringComparison.Ordinal));
        }

        await _server.StopAsync();
        await using var again = Start();

        Assert.Equal(["DE"], again.Take(_germany.Sign(Order("port"))).Nations);
    }

    [Fact]
    public async Task Order_BroughtByHand_IsShownOnce_AndTheServerHearsOfItWhenThereIsANetwork()
    {
        await _server.StopAsync();
        await using var unit = Start(_germany.Public);
        unit.Take(_germany.Sign(Order("port")));
        unit.Take(_germany.Sign(Order("port")));

        var shown = await unit.ReceiveAsync().TakeAsync(1);
        _server.Orders = _ => [new() { Sequence = 4, Type = OrderEvent.Types.Type.Issued, Order = Order("port").Order }, new() { Sequence = 5, Type = OrderEvent.Types.Type.Issued, Order = Order("quay").Order }];
        await _server.StartAsync();

        Assert.Equal("port", shown.Single().Title);
        Assert.Equal(("missions/m/orders/port", Rung.Stored), Said(await _server.Reports.NextAsync()));
        Assert.Equal("quay", (await unit.ReceiveAsync().TakeAsync(1)).Single().Title);
        Assert.Equal(2, unit.Orders.Count);
    }

    [Fact]
    public async Task Recall_BroughtByHand_TakesThePlaceOfTheOrder_AndWhatWasDoneIsStillSaid()
    {
        await _server.StopAsync();
        await using var unit = Start(_germany.Public);
        unit.Take(_germany.Sign(Order("port")));
        _ = unit.AcknowledgeAsync("missions/m/orders/port", Rung.Accepted);
        _ = unit.ReportProgressAsync("missions/m/orders/port", Stage.EnRoute);

        unit.Take(_germany.Sign(Order("port-recall", supersedes: "port")));

        Assert.True(unit.Find("missions/m/orders/port")!.IsSuperseded);
        Assert.Equal("port-recall", (await unit.ReceiveAsync().TakeAsync(1)).Single().Title);
        Assert.Equal(TaskPackageFault.Recalled, FaultOf(unit, Order("port")));
        await _server.StartAsync();
        List<(string, Rung)> said = [];
        while (said.Count < 3)
        {
            var report = await _server.Reports.NextAsync();
            said.AddRange(report is AcknowledgeOrderRequest ? [Said(report)] : []);
        }

        Assert.Equal(
            [("missions/m/orders/port", Rung.Stored), ("missions/m/orders/port", Rung.Accepted), ("missions/m/orders/port-recall", Rung.Stored)], said);
    }

    [Fact]
    public async Task Recall_BroughtBeforeItsOrder_KeepsTheOrderOut()
    {
        await _server.StopAsync();
        await using (var unit = Start(_germany.Public))
        {
            unit.Take(_germany.Sign(Order("port-recall", supersedes: "port")));
        }

        await using var again = Start(_germany.Public);

        Assert.Equal(TaskPackageFault.Recalled, FaultOf(again, Order("port")));
    }

    [Fact]
    public async Task Package_ThatIsNotForTheUnitOrOver_IsNotTaken()
    {
        await using var unit = Start(_germany.Public);
        var over = Order("port");
        over.ExpireTime = over.IssueTime;

        Assert.Equal(TaskPackageFault.OtherRecipient, FaultOf(unit, Order("port", recipient: "members/ma-atlas-12")));
        Assert.Equal(TaskPackageFault.Expired, FaultOf(unit, over));
        Assert.Empty(unit.Orders);
    }

    [Fact]
    public async Task ServerWithOtherKeysThanThoseGiven_IsNotBelieved()
    {
        using var stranger = new Signatory("DE");
        SignFrom(_server);
        var asked = 0;
        _server.Package = _ =>
        {
            asked++;
            return _germany.Sign(Order("port"));
        };
        _server.Orders = after => after < 1 ? [new() { Sequence = 1, Type = OrderEvent.Types.Type.Issued, Order = Order("port").Order }] : [];
        await using var unit = Start(stranger.Public);
        await unit.ReceiveAsync().TakeAsync(1);
        await Until(() => asked > 0);

        Assert.Null(unit.PackageOf("missions/m/orders/port"));
    }

    [Fact]
    public async Task ServerIsAway_PackageIsFetchedWhenItIsBack()
    {
        SignFrom(_server);
        var sign = _server.Package;
        var tries = 0;
        _server.Package = order => ++tries < 3 ? throw new RpcException(new Status(StatusCode.Internal, "not now")) : sign(order);
        _server.Orders = after => after < 1 ? [new() { Sequence = 1, Type = OrderEvent.Types.Type.Issued, Order = Order("port").Order }] : [];
        await using var unit = Start();

        await Until(() => unit.PackageOf("missions/m/orders/port") is not null);

        Assert.Equal(3, tries);
    }

    private void SignFrom(FakeServer server)
    {
        server.PackageKeys = () => new() { Keys = { _germany.Public } };
        server.Package = order => _germany.Sign(Order(order.Split('/')[^1]));
    }

    private FieldUnit Start(params PackageKey[] keys) =>
        FieldUnit.Start(_server.Connect(), new() { Member = Member, Directory = _directory, PackageKeys = keys.Length > 0 ? keys : null });

    private TaskPackageFault FaultOf(FieldUnit unit, TaskPackage package) => Assert.Throws<TaskPackageException>(() => unit.Take(_germany.Sign(package))).Fault;

    private static (string, Rung) Said(object report) => report is AcknowledgeOrderRequest said ? (said.Name, said.Rung) : default;

    private static async Task Until(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, late.Token);
        }
    }
}
