using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// One device's stream of reports. Requests are read while earlier ones are on their way to the disk, so that a device far away is not
/// held to one request per round trip; when too many are under way, reading waits, flow control slows the device, and the next acknowledgement says so.
/// </summary>
internal sealed class PositionStream(PositionIntake intake, Reporter reporter, int mostUnderWay)
{
    private readonly Channel<Pending> _underWay = Channel.CreateBounded<Pending>(mostUnderWay);

    // Why the device had to wait since it was last told.
    private string? _slowDown;

    public async Task RunAsync(
        IAsyncStreamReader<StreamedReports> requests, IServerStreamWriter<V1.StreamPositionsResponse> responses, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reading = ReadAsync(requests, end.Token);
        try
        {
            await AcknowledgeAsync(responses, end.Token);
        }
        finally
        {
            await end.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A faulty request ends the stream, but only after what came before it was acknowledged.
        await reading;
    }

    private async Task ReadAsync(IAsyncStreamReader<StreamedReports> requests, CancellationToken cancellation)
    {
        try
        {
            var last = 0L;
            while (await requests.MoveNext(cancellation))
            {
                var request = requests.Current;
                CheckSequence(request.Sequence, last);
                last = request.Sequence;
                var (answer, hasWaited) = await intake.KeepAsync(request, reporter, cancellation);
                _slowDown = hasWaited ? SlowDowns.ReportsWaiting : _slowDown;
                if (!_underWay.Writer.TryWrite(new(last, answer)))
                {
                    _slowDown ??= SlowDowns.RequestsUnderWay;
                    await _underWay.Writer.WriteAsync(new(last, answer), cancellation);
                }
            }
        }
        finally
        {
            _underWay.Writer.Complete();
        }
    }

    private async Task AcknowledgeAsync(IServerStreamWriter<V1.StreamPositionsResponse> responses, CancellationToken cancellation)
    {
        await foreach (var first in _underWay.Reader.ReadAllAsync(cancellation))
        {
            var response = new V1.StreamPositionsResponse();
            Add(response, first.Sequence, await first.Answer.WaitAsync(cancellation));
            while (_underWay.Reader.TryPeek(out var next) && next.Answer.IsCompleted && _underWay.Reader.TryRead(out next))
            {
                Add(response, next.Sequence, await next.Answer);
            }

            if (Interlocked.Exchange(ref _slowDown, null) is { } reason)
            {
                response.SlowDown = new() { LeastInterval = intake.Pause.ToDuration(), Reason = reason };
            }

            await responses.WriteAsync(response, cancellation);
        }
    }

    private static void Add(V1.StreamPositionsResponse response, long sequence, V1.ReportPositionsResponse answer)
    {
        response.AcknowledgedSequence = sequence;
        response.Outcomes.AddRange(answer.Outcomes.Select(outcome =>
            new V1.StreamPositionsResponse.Types.RequestOutcome { Sequence = sequence, Outcome = outcome }));
    }

    private static void CheckSequence(long sequence, long last)
    {
        var violations = new Violations();
        violations.Check(sequence > last, "sequence", $"must be larger than {last}, not {sequence}");
        violations.ThrowIfAny();
    }

    private readonly record struct Pending(long Sequence, Task<V1.ReportPositionsResponse> Answer);
}
