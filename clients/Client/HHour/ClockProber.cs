using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Tasking.V1;

namespace TaskForce.Client.Field;

/// <summary>Measures the server's clock for as long as it is wanted, and tells the server what the device knows of it.</summary>
internal sealed class ClockProber(TaskForceConnection connection, ClockSync sync, string device, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // The server ages what it was told by itself.
    private static readonly TimeSpan Retold = TimeSpan.FromSeconds(30);

    private ClockReading? _told;

    /// <summary>Whether there is still something to measure it for.</summary>
    public Func<bool> IsWanted { get; init; } = () => true;

    /// <summary>Hears of each answer.</summary>
    public Action Measured { get; init; } = () => { };

    public async Task RunAsync(CancellationToken cancellation)
    {
        var backoff = new Backoff();
        while (IsWanted())
        {
            try
            {
                using var call = connection.Field.StreamClock(cancellationToken: cancellation);
                _told = null;
                await ProbeAsync(call, backoff, cancellation);
            }
            catch (RpcException fault)
            {
                cancellation.ThrowIfCancellationRequested();
                if (fault.StatusCode == StatusCode.Unauthenticated)
                {
                    connection.RefuseToken();
                }
            }
            catch (TimeoutException)
            {
                // The network swallowed it: another stream may get through.
            }

            await Task.Delay(backoff.Next(), clock, cancellation);
        }
    }

    private async Task ProbeAsync(AsyncDuplexStreamingCall<StreamClockRequest, StreamClockResponse> call, Backoff backoff, CancellationToken cancellation)
    {
        for (var count = 1; IsWanted(); count++)
        {
            var news = News();
            var probe = sync.Begin();
            await call.RequestStream.WriteOutAsync(new() { Device = device, Id = probe.Id, Estimate = news }, cancellation);
            if (!await call.ResponseStream.MoveNext(cancellation).WaitAsync(Patience, clock, cancellation))
            {
                return;
            }

            var answer = call.ResponseStream.Current;
            sync.Complete(probe, answer.ReceiveTime.ToDateTimeOffset(), answer.TransmitTime.ToDateTimeOffset());
            backoff.Reset();
            Measured();
            await Task.Delay(count <= ClockSync.Stages ? Burst : Interval, clock, cancellation);
        }
    }

    // What is better than what was told, or was told long ago.
    private ClockEstimate? News()
    {
        if (sync.Read() is not { } reading || (_told is { } told && reading.Uncertainty > told.Uncertainty * 0.8 && reading.ServerTime - told.ServerTime < Retold))
        {
            return null;
        }

        _told = reading;
        return new()
        {
            Offset = reading.Offset.ToDuration(),
            Uncertainty = reading.Uncertainty.ToDuration(),
            RoundTrip = reading.RoundTrip.ToDuration(),
            MeasureTime = reading.ServerTime.ToTimestamp(),
        };
    }
}
