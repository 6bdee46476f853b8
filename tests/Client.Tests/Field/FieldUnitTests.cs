using Grpc.Core;
using static TaskForce.Tasking.V1.Order.Types;
using Told = TaskForce.Tasking.V1.OrderEvent.Types.Type;

namespace TaskForce.Client.Tests.Field;

public sealed class FieldUnitTests : IAsyncLifetime
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
    public async Task Receive_OrderDeliveredAgain_IsShownOnceAndInOrder()
    {
        _server.Orders = _ => [Issued(1, "a"), Issued(2, "b"), Issued(1, "a"), Issued(2, "b"), Issued(3, "c")];
        await using var unit = Start(_directory);

        var orders = await unit.ReceiveAsync().TakeAsync(3);

        Assert.Equal(["a", "b", "c"], orders.Select(order => order.Title));
    }

    [Fact]
    public async Task Receive_WhenTheServerHearsStored_TheOrderIsOnDisk()
    {
        _server.Orders = _ => [Issued(1, "a")];
        var onDisk = new TaskCompletionSource<IReadOnlyList<FieldOrder>>();
        _server.OnReport = report =>
        {
            if (report is Tasking.V1.AcknowledgeOrderRequest { Rung: Rung.Stored })
            {
                using var copy = new TaskForce.Client.Field.FieldStore(Copy());
                onDisk.TrySetResult(copy.Orders);
            }

            return Task.CompletedTask;
        };
        await using var unit = Start(_directory);

        var orders = await onDisk.Task.InTime();

        Assert.Equal("a", Assert.Single(orders).Order.Title);
    }

    [Fact]
    public async Task Receive_KilledBeforeTheServerHeard_ShowsTheOrderAndReportsItAfterTheRestart()
    {
        _server.Orders = after => after < 1 ? [Issued(1, "a")] : [];
        var killed = new TaskCompletionSource<string>();
        _server.OnReport = _ =>
        {
            // What a killed process leaves behind is what is on disk now.
            killed.TrySetResult(Copy());
            throw new RpcException(new Status(StatusCode.Unavailable, "lost"));
        };
        string left;
        await using (Start(_directory))
        {
            left = await killed.Task.InTime();
        }

        _server.OnReport = _ => Task.CompletedTask;
        Forget();
        await using var unit = Start(left);

        Assert.Equal("a", Assert.Single(await unit.ReceiveAsync().TakeAsync(1)).Title);
        Assert.Equal(Rung.Stored, Assert.IsType<Tasking.V1.AcknowledgeOrderRequest>(await _server.Reports.NextAsync()).Rung);
        Assert.Equal(1, await _server.Asked.NextAsync());
    }

    [Fact]
    public async Task Receive_AfterARestart_DoesNotShowWhatWasDisplayed()
    {
        _server.Orders = after => after < 2 ? [Issued(1, "a"), Issued(2, "b")] : [Issued(2, "b"), Issued(3, "c")];
        await using (var unit = Start(_directory))
        {
            var orders = await unit.ReceiveAsync().TakeAsync(2);
            await unit.AcknowledgeAsync(orders[0].Name, Rung.Displayed).InTime();
        }

        Forget();
        await using var again = Start(_directory);

        Assert.Equal(["b", "c"], (await again.ReceiveAsync().TakeAsync(2)).Select(order => order.Title));
        Assert.Equal(2, await _server.Asked.NextAsync());
        Assert.Equal([Rung.Displayed, Rung.Stored, Rung.Stored], again.Orders.Select(order => order.Rung));
    }

    [Fact]
    public async Task Device_AfterARestart_IsTheSame()
    {
        string device;
        await using (var unit = Start(_directory))
        {
            device = unit.Device;
        }

        await using var again = Start(_directory);

        Assert.Equal(device, again.Device);
        Assert.NotEmpty(device);
    }

    [Fact]
    public async Task Receive_ServerRestarts_GoesOnFromTheCursor()
    {
        _server.Orders = after => after < 1 ? [Issued(1, "a")] : [Issued(2, "b")];
        await using var unit = Start(_directory);
        await unit.ReceiveAsync().TakeAsync(1);

        await _server.StopAsync();
        await _server.StartAsync();

        Assert.Equal("b", Assert.Single(await unit.ReceiveAsync().TakeAsync(1)).Title);
    }

    [Fact]
    public async Task Receive_ServerBeginsItsLogAnew_AsksFromTheStartAndShowsNothingTwice()
    {
        _server.Orders = _ => [Issued(7, "a")];
        await using (var unit = Start(_directory))
        {
            await unit.ReceiveAsync().TakeAsync(1);
        }

        _server.Orders = after => after > 2
            ? throw new RpcException(new Status(StatusCode.OutOfRange, "beyond the log"))
            : [Issued(1, "a"), Issued(2, "b")];
        await using var again = Start(_directory);

        Assert.Equal(["a", "b"], (await again.ReceiveAsync().TakeAsync(2)).Select(order => order.Title));
        Assert.Equal(2, again.Orders.Count);
    }

    [Fact]
    public async Task Receive_ServerRefusesTheUnit_EndsAndSaysWhy()
    {
        _server.Orders = _ => throw new RpcException(new Status(StatusCode.PermissionDenied, "not a field unit"));
        await using var unit = Start(_directory);

        var refusal = await Assert.ThrowsAsync<TaskForceException>(() => unit.ReceiveAsync().TakeAsync(1));

        Assert.Equal("not a field unit", refusal.Message);
    }

    [Fact]
    public async Task Report_WhileTheServerIsDown_ArrivesAfterwardsInOrder()
    {
        _server.Orders = after => after < 1 ? [Issued(1, "a")] : [];
        await using var unit = Start(_directory);
        var order = (await unit.ReceiveAsync().TakeAsync(1))[0];
        await unit.AcknowledgeAsync(order.Name, Rung.Read).InTime();
        Forget();
        await _server.StopAsync();

        var reports = Task.WhenAll(
            unit.AcknowledgeAsync(order.Name, Rung.Accepted), unit.ReportProgressAsync(order.Name, Stage.EnRoute), unit.ReportProgressAsync(order.Name, Stage.OnScene));
        Assert.True(unit.Unsent >= 3);
        await _server.StartAsync();
        await reports.InTime();

        Assert.Equal(Rung.Accepted, Assert.IsType<Tasking.V1.AcknowledgeOrderRequest>(await _server.Reports.NextAsync()).Rung);
        Assert.Equal(Stage.EnRoute, Assert.IsType<Tasking.V1.ReportProgressRequest>(await _server.Reports.NextAsync()).Stage);
        Assert.Equal(Stage.OnScene, Assert.IsType<Tasking.V1.ReportProgressRequest>(await _server.Reports.NextAsync()).Stage);
        Assert.Equal(0, unit.Unsent);
    }

    [Fact]
    public async Task Report_NotAnsweredBeforeTheUnitStopped_IsSentAfterTheNextStart()
    {
        await _server.StopAsync();
        await using (var unit = Start(_directory))
        {
            _ = unit.ReportPositionAsync(new() { Latitude = 35.89, Longitude = -5.5 }, Geolocation.V1.PositionReport.Types.Source.Simulated, 90);
        }

        await _server.StartAsync();
        await using var again = Start(_directory);

        var report = Assert.Single(Assert.IsType<Geolocation.V1.StreamPositionsRequest>(await _server.Reports.NextAsync()).Reports);
        Assert.Equal((Member, 35.89, 90f), (report.Subject, report.Location.Latitude, report.HeadingDegrees));
    }

    [Fact]
    public async Task Report_Refused_IsSaidAndDoesNotHoldUpTheNext()
    {
        _server.OnReport = report => report is Tasking.V1.ReportProgressRequest
            ? throw new RpcException(new Status(StatusCode.FailedPrecondition, "the mission has ended"))
            : Task.CompletedTask;
        var told = new TaskCompletionSource<TaskForceException>();
        await using var unit = Start(_directory, told.SetResult);

        var refused = unit.ReportProgressAsync("missions/m/orders/o", Stage.EnRoute);
        var completed = unit.CompleteAsync("missions/m", new() { Arrests = 2 });

        Assert.Equal("the mission has ended", (await Assert.ThrowsAsync<TaskForceException>(() => refused.InTime())).Message);
        Assert.Equal("the mission has ended", (await told.Task.InTime()).Message);
        Assert.Equal(2, (await completed.InTime()).Report.Arrests);
    }

    [Fact]
    public async Task Report_LostAnswer_IsRepeatedAsTheSameRequest()
    {
        var ids = new List<string>();
        _server.OnReport = report =>
        {
            ids.Add(((Tasking.V1.ReportProgressRequest)report).RequestId);
            return ids.Count < 6 ? throw new RpcException(new Status(StatusCode.Unavailable, "lost")) : Task.CompletedTask;
        };
        await using var unit = Start(_directory);

        await unit.ReportProgressAsync("missions/m/orders/o", Stage.EnRoute).InTime();

        Assert.Equal(6, ids.Count);
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task Report_TokenNotKnownForNow_IsKept()
    {
        var tries = 0;
        _server.OnReport = _ => ++tries < 3 ? throw new RpcException(new Status(StatusCode.Unauthenticated, "who?")) : Task.CompletedTask;
        await using var unit = Start(_directory);

        await unit.ReportProgressAsync("missions/m/orders/o", Stage.EnRoute).InTime();

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Ask_OrderOfTheUnit_IsAnsweredByTheServer()
    {
        _server.Orders = _ => [Issued(1, "a")];
        await using var unit = Start(_directory);
        var order = (await unit.ReceiveAsync().TakeAsync(1))[0];

        Assert.Equal(order.Name, (await unit.AskAsync(order.Name).InTime()).Name);
    }

    [Fact]
    public async Task Start_DirectoryInUse_IsRefused()
    {
        await using var unit = Start(_directory);

        Assert.Throws<IOException>(() => Start(_directory));
    }

    [Fact]
    public async Task Receive_OrderRecalledInTheMeantime_ShowsTheRecallOnly()
    {
        var over = Issued(1, "a");
        (over.Type, over.Order.SupersededBy, over.Recall) = (Told.Superseded, Recall(2, "a").Order.Name, Recall(2, "a").Order);
        _server.Orders = _ => [over, Recall(2, "a"), Issued(3, "b")];
        await using var unit = Start(_directory);

        var shown = await unit.ReceiveAsync().TakeAsync(2);

        Assert.Equal([(Kind.Recall, "a"), (Kind.Deploy, "b")], shown.Select(order => (order.Kind, order.Title)));
        Assert.Equal([false, true, false], unit.Orders.Select(order => order.IsSuperseded));
    }

    [Fact]
    public async Task Receive_OrderRecalledBeforeItWasShown_IsNotShown()
    {
        var over = Issued(3, "a");
        (over.Type, over.Order.SupersededBy) = (Told.Superseded, Recall(2, "a").Order.Name);
        _server.Orders = _ => [Issued(1, "a"), Recall(2, "a"), over, Issued(4, "b")];
        await using var unit = Start(_directory);
        while (unit.Orders.Count < 3)
        {
            await _server.Reports.NextAsync();
        }

        Assert.Equal([Kind.Recall, Kind.Deploy], (await unit.ReceiveAsync().TakeAsync(2)).Select(order => order.Kind));
    }

    [Fact]
    public async Task Notice_ReminderOfAnOrderThatWaits_IsHeardAndOfAnAnsweredOneIsNot()
    {
        _server.Orders = after => after < 1 ? [Issued(1, "a"), Issued(2, "b")] : [Becoming(3, "a", Told.Reminder), Becoming(4, "b", Told.Reminder), Becoming(5, "b", Told.CheckInDue)];
        var heard = System.Threading.Channels.Channel.CreateUnbounded<FieldNotice>();
        await using (var unit = Start(_directory))
        {
            await unit.ReceiveAsync().TakeAsync(2);
            await unit.AcknowledgeAsync(Issued(1, "a").Order.Name, Rung.Accepted).InTime();
        }

        await using var again = Start(_directory, noticed: notice => heard.Writer.TryWrite(notice));

        var (first, second) = (await heard.NextAsync(), await heard.NextAsync());
        Assert.Equal([(Told.Reminder, "b"), (Told.CheckInDue, "b")], new[] { first, second }.Select(notice => (notice.Type, notice.Order.Title)));
    }

    [Fact]
    public async Task Decided_OnAnotherDevice_IsHeardAndKept()
    {
        var decided = Becoming(2, "a", Told.Decided);
        decided.Order.Acknowledgements.Add(new Acknowledgement { Rung = Rung.Accepted, Device = "tablet" });
        _server.Orders = _ => [Issued(1, "a"), decided];
        var heard = new TaskCompletionSource<FieldNotice>();
        await using var unit = Start(_directory, noticed: notice => heard.TrySetResult(notice));

        Assert.Equal(Told.Decided, (await heard.Task.InTime()).Type);
    }

    [Fact]
    public async Task NeedHelp_WhileAnotherReportIsStuck_GoesPastIt()
    {
        _server.OnReport = report => report is Tasking.V1.NeedHelpRequest ? Task.CompletedTask : throw new RpcException(new Status(StatusCode.Unavailable, "lost"));
        await using var unit = Start(_directory);
        _ = unit.ReportProgressAsync("missions/m/orders/o", Stage.EnRoute);

        var alert = await unit.NeedHelpAsync("Shots fired.", new() { Latitude = 35.9, Longitude = -5.5 }).InTime();

        Assert.Equal("Shots fired.", alert.Message);
        Assert.IsType<Tasking.V1.NeedHelpRequest>(await _server.Reports.NextAsync());
        Assert.Equal(1, unit.Unsent);
    }

    [Theory]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Unimplemented)]
    public async Task NeedHelp_Refused_IsTriedUntilItIsHeard(StatusCode code)
    {
        var tries = 0;
        _server.OnReport = _ => ++tries < 3 ? throw new RpcException(new Status(code, "not now")) : Task.CompletedTask;
        await using var unit = Start(_directory);

        await unit.NeedHelpAsync().InTime();

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task NeedHelp_NotHeardBeforeTheUnitStopped_IsSentFirstAfterTheNextStart()
    {
        await _server.StopAsync();
        await using (var unit = Start(_directory))
        {
            _ = unit.ReportProgressAsync("missions/m/orders/o", Stage.EnRoute);
            _ = unit.NeedHelpAsync("Help.");
        }

        await _server.StartAsync();
        _server.OnReport = report => report is Tasking.V1.NeedHelpRequest ? Task.CompletedTask : throw new RpcException(new Status(StatusCode.Unavailable, "lost"));
        await using var again = Start(_directory);

        Assert.Equal("Help.", Assert.IsType<Tasking.V1.NeedHelpRequest>(await _server.Reports.NextAsync()).Text);
    }

    [Fact]
    public async Task CheckIn_WithoutAnOrder_IsForTheNewest()
    {
        await using var unit = Start(_directory);

        await unit.CheckInAsync().InTime();

        var well = Assert.IsType<Tasking.V1.CheckInRequest>(await _server.Reports.NextAsync());
        Assert.Equal(("missions/-/orders/-", unit.Device), (well.Name, well.Device));
    }

    private FieldUnit Start(string directory, Action<TaskForceException>? refused = null, Action<FieldNotice>? noticed = null) =>
        FieldUnit.Start(_server.Connect(), new() { Member = Member, Directory = directory, Refused = refused, Noticed = noticed });

    private string Copy()
    {
        var copy = Path.Combine(_directory, $"copy-{Guid.NewGuid():N}");
        Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(_directory, "device.jsonl"), Path.Combine(copy, "device.jsonl"));
        return copy;
    }

    // What arrived before the restart.
    private void Forget()
    {
        while (_server.Asked.Reader.TryRead(out _) || _server.Reports.Reader.TryRead(out _))
        {
        }
    }

    private static Tasking.V1.OrderEvent Issued(long sequence, string title) => new()
    {
        Sequence = sequence,
        Type = Tasking.V1.OrderEvent.Types.Type.Issued,
        Order = new() { Name = $"missions/m/orders/{title}", Kind = Kind.Deploy, Title = title, Recipient = Member },
    };

    private static Tasking.V1.OrderEvent Becoming(long sequence, string title, Told type)
    {
        var change = Issued(sequence, title);
        change.Type = type;
        return change;
    }

    private static Tasking.V1.OrderEvent Recall(long sequence, string title)
    {
        var change = Issued(sequence, title);
        (change.Order.Name, change.Order.Kind) = ($"{change.Order.Name}-recall", Kind.Recall);
        return change;
    }
}
