using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Positions;

/// <summary>What becomes of somebody who sends more than can be taken, and of the others.</summary>
public sealed class OvereagerTests : IAsyncDisposable
{
    private const int Room = 20_000;

    private readonly SmallApp _app = new();

    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    // While it is closed nothing gets to the disk.
    private readonly TaskCompletionSource _disk = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask DisposeAsync()
    {
        _disk.TrySetResult();
        _limit.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task StreamPositions_OneFloods_TheOthersAreAcknowledgedAndMemoryIsBounded()
    {
        using var flood = _app.Positions("partner.de").StreamPositions();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        var flooding = FloodAsync(flood, end.Token);
        var told = flood.ResponseStream.ReadAllAsync(_limit.Token).AnyAsync(response => response.SlowDown is not null, _limit.Token).AsTask();

        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 99).Select(async _ =>
        {
            var id = NewId();
            using var polite = _app.Positions("field:" + id).StreamPositions();
            await polite.RequestStream.WriteAsync(new() { Sequence = 1, Reports = { Report("members/" + id, 0) } });
            Assert.True(await polite.ResponseStream.MoveNext(_limit.Token));
            Assert.Null(polite.ResponseStream.Current.SlowDown);
            InterlockedMax(ref most, Lines.Reports);
        }));
        var wasTold = await told;
        await end.CancelAsync();
        await flooding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        Assert.True(wasTold);
        Assert.InRange(most, 0, Room);
    }

    [Fact]
    public async Task StreamPositions_MoreRequestsThanMayBeUnderWay_IsToldToSendLessOften()
    {
        using var stream = _app.Positions("field:" + NewId()).StreamPositions();
        // That it has begun is in the audit log.
        await stream.RequestStream.WriteAsync(new() { Sequence = 1 });
        Assert.True(await stream.ResponseStream.MoveNext(_limit.Token));
        var disk = await CloseDiskAsync();
        for (var i = 2; i <= 40; i++)
        {
            await stream.RequestStream.WriteAsync(new() { Sequence = i });
        }

        // One is being waited for, sixteen may wait, and the next finds no place: it is read no further.
        await UntilAsync(() => Lines.Reports == 18);
        _disk.SetResult();
        await disk;
        await stream.RequestStream.CompleteAsync();
        var responses = await stream.ResponseStream.ReadAllAsync(_limit.Token).ToListAsync(_limit.Token);

        Assert.Equal(40, responses[^1].AcknowledgedSequence);
        var told = responses.First(response => response.SlowDown is not null).SlowDown;
        Assert.Equal("REQUESTS_UNDER_WAY", told.Reason);
        Assert.InRange(told.LeastInterval.ToTimeSpan(), TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReportPositions_MoreThanItsShareWaits_IsRefusedUntilItIsOnDisk(bool isOnce)
    {
        var disk = await CloseDiskAsync();
        var partner = _app.Positions("partner.de");
        var waiting = new List<Task<V1.ReportPositionsResponse>>();
        while (Lines.Reports < Room / 2)
        {
            waiting.Add(partner.ReportPositionsAsync(Request(1000, waiting.Count, isOnce)).ResponseAsync);
            await UntilAsync(() => Lines.Reports == waiting.Count * 1000);
        }

        var refusal = await RefusedAsync(StatusCode.ResourceExhausted, "REPORTS_WAITING", () => partner.ReportPositionsAsync(Request(1, 99, isOnce)).ResponseAsync);
        var other = _app.Positions("partner.ma").ReportPositionsAsync(new() { Reports = { Report("assets/ma-boat", 0) } });
        _disk.SetResult();
        await disk;

        Assert.True(refusal.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(1000, answer.StoredCount));
        Assert.Equal(1, (await other).StoredCount);
        Assert.Equal(1, (await partner.ReportPositionsAsync(Request(1, 99, isOnce))).StoredCount);
    }

    private IntakeLines Lines => _app.Services.GetRequiredService<IntakeLines>();

    private static V1.ReportPositionsRequest Request(int count, int number, bool isOnce) => new()
    {
        Reports = { Enumerable.Range(0, count).Select(i => Report($"assets/boat-{number:0000}-{i:0000}", 0)) },
        RequestId = isOnce ? Guid.NewGuid().ToString() : "",
    };

    // The writer is held by a change that waits for the test.
    private async Task<Task> CloseDiskAsync()
    {
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = _app.Services.GetRequiredService<Journal<GeolocationDb>>().ChangeAsync(async _ =>
        {
            isHeld.TrySetResult();
            await _disk.Task;
            return true;
        }, _limit.Token);
        await isHeld.Task;
        return held;
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, _limit.Token);
        }
    }

    private static async Task FloodAsync(AsyncDuplexStreamingCall<V1.StreamPositionsRequest, V1.StreamPositionsResponse> stream, CancellationToken end)
    {
        var time = Noon.AddDays(-1).ToTimestamp();
        var request = new V1.StreamPositionsRequest
        {
            Reports = { Enumerable.Range(0, 500).Select(i => new V1.PositionReport { Subject = $"assets/flood-{i:0000}", Location = new(), EventTime = time }) },
        };
        while (!end.IsCancellationRequested)
        {
            request.Sequence++;
            time.Seconds++;
            await stream.RequestStream.WriteAsync(request, end);
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int known;
        while ((known = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, known) != known)
        {
        }
    }

    private sealed class SmallApp : GeolocationApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Positions:Intake:ReportsWaiting", "20000");
        }
    }
}
