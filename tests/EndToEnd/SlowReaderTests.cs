using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Geolocation.V1;

namespace TaskForce.EndToEnd;

/// <summary>Callers whose network takes nothing any more. All callers' streams share the gateway's connections to the services.</summary>
public class SlowReaderTests(RunningTaskForce fixture)
{
    private const int Batch = 1000;
    private const int Batches = 60;

    // Kestrel closes a connection of which something waits for five seconds.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(6);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watch_SomebodyDoesNotRead_StreamsOfOthersGoOn()
    {
        using var partner = fixture.TaskForce.Connect("partner.demo");
        using var stuck = fixture.TaskForce.Connect("dispatcher.de");
        using var reader = fixture.TaskForce.Connect("dispatcher.de");
        const string Probe = "assets/slow-probe";
        await ReportAsync(partner.Positions, [Probe]);
        using var unread = stuck.Positions.WatchPositions(new(), cancellationToken: Cancellation);
        using var read = reader.Positions.WatchPositions(new() { Filter = new() { Subjects = { Probe } } }, cancellationToken: Cancellation);
        Assert.True(await read.ResponseStream.MoveNext(Cancellation));
        Assert.True(await unread.ResponseStream.MoveNext(Cancellation));

        for (var batch = 0; batch < Batches; batch++)
        {
            await ReportAsync(partner.Positions, Enumerable.Range(0, Batch).Select(number => $"assets/slow-{number}"));
        }

        await Task.Delay(Long, TimeProvider.System, Cancellation);
        await ReportAsync(partner.Positions, [Probe]);

        var sequence = 0L;
        while (sequence == 0 && await read.ResponseStream.MoveNext(Cancellation))
        {
            sequence = read.ResponseStream.Current is { Type: PositionEvent.Types.Type.Moved, Sequence: var number } ? number : 0;
        }

        Assert.True(sequence > 0);
    }

    private static async Task ReportAsync(PositionService.PositionServiceClient positions, IEnumerable<string> subjects)
    {
        var time = TimeProvider.System.GetUtcNow().ToTimestamp();
        await positions.ReportPositionsAsync(
            new() { Reports = { subjects.Select(subject => new PositionReport { Subject = subject, Location = new() { Latitude = 36, Longitude = -5 }, EventTime = time }) } },
            cancellationToken: Cancellation);
    }
}
