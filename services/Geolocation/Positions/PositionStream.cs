using System.Threading.Channels;
using Grpc.Core;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// One device's stream of reports. Requests are read while earlier ones are on their way to the disk, so that a device far away is not
/// held to one request per round trip; when too many are under way, reading waits and flow control slows the device.
/// </summary>
internal sealed class PositionStream(PositionIntake intake, Reporter reporter)
{
    private const int MostUnderWay = 16;

    private readonly Channel<Pending> _underWay = Channel.CreateBounded<Pending>(MostUnderWay);

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
                await _underWay.Writer.WriteAsync(new(last, intake.KeepAsync(request, reporter)), cancellation);
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
