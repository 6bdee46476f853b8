using System.IO.Pipelines;
using TaskForce.TakBridge.Cot;

namespace TaskForce.TakBridge.Connections;

/// <summary>A connection from its first byte to its last: reads, writes and follows until one of them ends. One for each connection.</summary>
internal sealed class Session(TakClient client, Protocol protocol, SessionParts parts)
{
    private readonly TakLimits _limits = client.Limits;

    /// <summary>Runs until the client goes, or must.</summary>
    /// <exception cref="SessionEnd">Why it must.</exception>
    public async Task RunAsync(IDuplexPipe pipe, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        protocol.Offer();
        List<Task> tasks = [ReadAsync(pipe.Input, over.Token), WriteAsync(pipe.Output, over.Token), .. parts.Followers.Select(follower => parts.Following.KeepAsync(follower, over.Token))];
        var first = await Task.WhenAny(tasks);
        await over.CancelAsync();
        await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }

    private async Task ReadAsync(PipeReader input, CancellationToken cancellation)
    {
        var frames = new FrameReader(_limits.MaxEventBytes, _limits.MaxDepth);
        var rate = new RateLimit(_limits.EventsAtOnce, _limits.EventsPerSecond, parts.Following.Clock);
        while (true)
        {
            var read = await WithinAsync(_limits.IdleAfter, token => input.ReadAsync(token), "idle", "it said nothing for long", cancellation);
            var buffer = read.Buffer;
            try
            {
                while (frames.TryRead(ref buffer, out var frame))
                {
                    if (!rate.TryTake())
                    {
                        throw new SessionEnd("too_many_events", $"it sends more than {_limits.EventsPerSecond} events a second");
                    }

                    Hear(frame);
                    frames.IsBinary = protocol.IsBinary;
                }
            }
            catch (CotException fault)
            {
                throw new SessionEnd("no_events", fault.Message);
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private void Hear(Frame frame)
    {
        if (frame.Event is not { } heard)
        {
            parts.Metrics.Dropped(frame.Fault.Length > 0 ? "faulty" : "empty");
            return;
        }

        foreach (var hearer in parts.Hearers)
        {
            if (hearer.Take(heard) is { } kind)
            {
                parts.Metrics.Taken(kind);
                return;
            }
        }

        parts.Metrics.Dropped("not_ours");
    }

    private async Task WriteAsync(PipeWriter output, CancellationToken cancellation)
    {
        var isBinary = false;
        while (true)
        {
            var next = await client.Outbox.TakeAsync(cancellation);
            FrameWriter.Write(next.Event, isBinary, output);
            isBinary |= next.EndsXml;
            var flushed = await WithinAsync(_limits.SlowAfter, token => output.FlushAsync(token), "too_slow", "it took nothing of what it was sent for long", cancellation);
            parts.Metrics.Sent();
            if (flushed.IsCompleted)
            {
                return;
            }
        }
    }

    private async Task<T> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, ValueTask<T>> act, string reason, string words, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limit, parts.Following.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await act(either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new SessionEnd(reason, words);
        }
    }
}
