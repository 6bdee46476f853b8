using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using static TaskForce.Tasking.V1.HHourOrder.Types;

namespace TaskForce.Client.Tests.HHour;

/// <summary>A unit's device with a server whose clock is hours away from its own.</summary>
public sealed class FieldUnitHHourTests : IAsyncLifetime
{
    private static readonly TimeSpan ServerAhead = TimeSpan.FromHours(7);

    private readonly FakeServer _server = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-hhour-").FullName;

    public async ValueTask InitializeAsync()
    {
        _server.Clock = () => _clock.GetUtcNow() + ServerAhead;
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task HHour_GoBeforeH_ReleasesOnTheServersTimeAndReportsIt()
    {
        var h = _server.Clock().AddHours(1);
        _server.Orders = _ => [Sent(1, Instruction.Wait, 1, h), Sent(2, Instruction.Go, 2, h)];
        await using var unit = Start();
        var told = await unit.ReceiveHHoursAsync().TakeAsync(2);
        await StrikeAsync(h);

        var released = Assert.Single(await PassAsync(unit.ReceiveHHoursAsync().TakeAsync(1)));

        Assert.Equal([HHourNews.Instructed, HHourNews.Instructed, HHourNews.Released], told.Append(released).Select(notice => notice.News));
        var report = await PassAsync(ReportAsync<Tasking.V1.ReportReleaseRequest>());
        Assert.Equal((2, unit.Device, false), (report.Revision, report.Device, report.Release.Late));
        Assert.True(report.Release.CorrectedTime.ToDateTimeOffset() >= h);
        Assert.InRange((report.Release.CorrectedTime.ToDateTimeOffset() - report.Release.DeviceTime.ToDateTimeOffset() - ServerAhead).Duration(), TimeSpan.Zero, report.Release.Uncertainty.ToTimeSpan());
    }

    [Fact]
    public async Task HHour_WhenItIsStored_TheServerHearsAndTheClockIsTold()
    {
        _server.Orders = _ => [Sent(1, Instruction.Wait, 1, _server.Clock().AddHours(1))];
        await using var unit = Start();

        var stored = await ReportAsync<Tasking.V1.AcknowledgeHHourOrderRequest>();
        var told = await PassAsync(ReportAsync<Tasking.V1.StreamClockRequest>());

        Assert.Equal((Rung.Stored, 1), (stored.Rung, stored.Revision));
        Assert.InRange((told.Estimate.Offset.ToTimeSpan() - ServerAhead).Duration(), TimeSpan.Zero, told.Estimate.Uncertainty.ToTimeSpan());
    }

    [Fact]
    public async Task HHour_ServerGoneAtH_ReleasesAllTheSameAndReportsAfterwards()
    {
        var h = _server.Clock().AddHours(1);
        _server.Orders = after => after < 2 ? [Sent(1, Instruction.Wait, 1, h), Sent(2, Instruction.Go, 2, h)] : [];
        await using var unit = Start();
        await unit.ReceiveHHoursAsync().TakeAsync(2);
        await PassAsync(ReportAsync<Tasking.V1.StreamClockRequest>());
        await _server.StopAsync();
        _clock.Advance(h - _server.Clock());

        var released = Assert.Single(await PassAsync(unit.ReceiveHHoursAsync().TakeAsync(1)));
        await _server.StartAsync();

        Assert.Equal(HHourNews.Released, released.News);
        Assert.Equal(released.Release, (await PassAsync(ReportAsync<Tasking.V1.ReportReleaseRequest>())).Release);
    }

    [Fact]
    public async Task HHour_NoGoAtH_SaysSoAsksAndReleasesLateOnceAllowed()
    {
        var h = _server.Clock().AddMinutes(-5);
        _server.HHour = () => Order(Instruction.Go, 2, h);
        _server.Orders = _ => [Sent(1, Instruction.Wait, 1, h)];
        await using var unit = Start();

        var notices = await PassAsync(unit.ReceiveHHoursAsync().TakeAsync(4));

        Assert.Equal([HHourNews.Instructed, HHourNews.NotReleased, HHourNews.Instructed, HHourNews.Released], notices.Select(notice => notice.News).OrderBy(news => news == HHourNews.Released));
        Assert.True(notices.Single(notice => notice.News == HHourNews.Released).Release!.Late);
    }

    [Fact]
    public async Task HHour_AbortAfterGo_NeverReleasesEvenAfterARestart()
    {
        var h = _server.Clock().AddHours(1);
        _server.Orders = after => after < 3 ? [Sent(1, Instruction.Wait, 1, h), Sent(2, Instruction.Go, 2, h), Sent(3, Instruction.Abort, 3, h), Sent(3, Instruction.Go, 2, h)] : [];
        await using (var unit = Start())
        {
            await unit.ReceiveHHoursAsync().TakeAsync(3);
        }

        await using var again = Start();

        var known = Assert.Single(again.HHours);
        Assert.Equal((Instruction.Abort, 3, null), (known.Order.Instruction, known.Order.Revision, known.Release));
    }

    [Fact]
    public async Task HHour_Released_IsRememberedOverARestart()
    {
        var h = _server.Clock().AddHours(1);
        _server.Orders = after => after < 1 ? [Sent(1, Instruction.Go, 2, h)] : [];
        await using (var unit = Start())
        {
            await StrikeAsync(h);
            await PassAsync(unit.ReceiveHHoursAsync().TakeAsync(2));
            await PassAsync(ReportAsync<Tasking.V1.ReportReleaseRequest>());
        }

        await using var again = Start();

        Assert.NotNull(Assert.Single(again.HHours).Release);
    }

    [Fact]
    public async Task HHour_NotDisplayedBeforeTheRestart_IsShownAgain()
    {
        _server.Orders = after => after < 1 ? [Sent(1, Instruction.Wait, 1, _server.Clock().AddHours(1))] : [];
        await using (var unit = Start())
        {
            await unit.ReceiveHHoursAsync().TakeAsync(1);
        }

        Tasking.V1.HHourOrder shown;
        await using (var again = Start())
        {
            shown = (await again.ReceiveHHoursAsync().TakeAsync(1))[0].Order;
            await again.AcknowledgeHHourAsync(shown, Rung.Displayed).InTime();
        }

        await using var last = Start();
        Assert.Equal((Instruction.Wait, Rung.Displayed), (shown.Instruction, Assert.Single(last.HHours).Rung));
    }

    private FieldUnit Start() => FieldUnit.Start(_server.Connect(), new() { Member = "members/de-falke-07", Directory = _directory, Clock = _clock });

    // H comes as soon as the device has said what it knows of the time.
    private async Task StrikeAsync(DateTimeOffset h)
    {
        await PassAsync(ReportAsync<Tasking.V1.StreamClockRequest>());
        _clock.Advance(h - _server.Clock());
    }

    // Time passes on the device while the test waits, slower than on the wall: a busy machine is not late.
    private async Task<T> PassAsync<T>(Task<T> awaited)
    {
        while (await Task.WhenAny(awaited, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)) != awaited)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        return await awaited;
    }

    private async Task<T> ReportAsync<T>()
    {
        while (true)
        {
            if (await _server.Reports.NextAsync() is T report)
            {
                return report;
            }
        }
    }

    private static Tasking.V1.OrderEvent Sent(long sequence, Instruction instruction, long revision, DateTimeOffset h) =>
        new() { Sequence = sequence, Type = Tasking.V1.OrderEvent.Types.Type.HHour, HHour = Order(instruction, revision, h) };

    private static Tasking.V1.HHourOrder Order(Instruction instruction, long revision, DateTimeOffset h) => new()
    {
        Operation = "operations/ring",
        Title = "Ring",
        Mission = "missions/north",
        Instruction = instruction,
        Revision = revision,
        HHour = h.ToTimestamp(),
        MaxClockUncertainty = TimeSpan.FromSeconds(5).ToDuration(),
    };
}
