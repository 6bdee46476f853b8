using System.Runtime.CompilerServices;
using Grpc.Core;

namespace TaskForce.Client;

/// <summary>Where an event stands in its log.</summary>
/// <param name="Sequence">The position.</param>
/// <param name="IsHeartbeat">Whether it only says that the stream is alive.</param>
public readonly record struct WatchMark(long Sequence, bool IsHeartbeat)
{
    /// <summary>Whether it is not in the log: news, although its sequence was seen before.</summary>
    public bool IsBesideLog { get; init; }

    /// <summary>Whether all that was seen before is void: the next stream begins from the sequence of what was seen since.</summary>
    public bool BeginsAnew { get; init; }
}

/// <summary>
/// Reads a watch for as long as it is wanted: connects again from the last sequence whenever the stream breaks, ends or falls silent, so
/// that nothing is missed and nothing comes twice.
/// </summary>
/// <param name="open">Opens the stream after a sequence.</param>
/// <param name="mark">Tells where an event stands.</param>
public sealed class ResumableWatch<TEvent>(Func<long, AsyncServerStreamingCall<TEvent>> open, Func<TEvent, WatchMark> mark) where TEvent : class
{
    // Heartbeats come every 10 s: three that are missing are no accident.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Tells time; the system's clock unless set.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears when the server is lost and heard again; called by the reader.</summary>
    public Action<LinkChange>? LinkChanged { get; init; }

    /// <summary>Replaces a token that was refused; without it a refusal ends the watch.</summary>
    public Action? RefuseToken { get; init; }

    /// <summary>Its waits; without it nothing ends them early.</summary>
    internal Retries? Retries { get; init; }

    /// <summary>
    /// Called when the server's log does not go on from the last event: it was away longer than events are kept (<c>LOG_TRUNCATED</c>), or
    /// the server was restored from a backup (<c>CURSOR_BEYOND_LOG</c>). Reads the state anew, by a list, and returns the sequence of
    /// its first page to go on from. Without it the watch ends with the refusal.
    /// </summary>
    public Func<CancellationToken, Task<long>>? StartAfresh { get; init; }

    /// <summary>The events after <paramref name="after"/>, in order, without heartbeats.</summary>
    /// <exception cref="TaskForceException">The server refuses the watch; trying again would not help.</exception>
    public async IAsyncEnumerable<TEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var (cursor, backoff, refusedBefore) = (after, new Backoff(), false);
        while (true)
        {
            var opened = cursor;
            using var stream = new Stream(open(cursor), Clock, cancellation) { MayStartAfresh = StartAfresh is not null };
            while (await stream.NextAsync(refusedBefore || RefuseToken is null) is { } change)
            {
                if (stream.TakeFirst())
                {
                    refusedBefore = false;
                    backoff.Reset();
                    LinkChanged?.Invoke(new(true, "", TimeSpan.Zero));
                }

                var at = mark(change);
                cursor = at.BeginsAnew ? at.Sequence : Math.Max(cursor, at.Sequence);
                if (!at.IsHeartbeat && (at.IsBesideLog || at.Sequence > opened))
                {
                    yield return change;
                }
            }

            cursor = stream.IsOffTheLog ? await StartAfresh!(cancellation) : cursor;
            refusedBefore = stream.WasRefused;
            await WaitAsync(stream, backoff, cancellation);
        }
    }

    private Task WaitAsync(Stream stream, Backoff backoff, CancellationToken cancellation)
    {
        var pause = backoff.Next();
        if (stream.WasRefused)
        {
            RefuseToken!();
            return Task.CompletedTask;
        }

        LinkChanged?.Invoke(new(false, stream.Failure, stream.RetryAfter + pause));
        return (Retries ?? new(Clock)).WaitAsync(stream.RetryAfter, pause, cancellation);
    }

    /// <summary>One stream until it breaks.</summary>
    private sealed class Stream(AsyncServerStreamingCall<TEvent> call, TimeProvider clock, CancellationToken cancellation) : IDisposable
    {
        private readonly CancellationTokenSource _silence = new(Timeout.InfiniteTimeSpan, clock);
        private bool _heard;

        public string Failure { get; private set; } = "";

        /// <summary>How long the server asked to wait.</summary>
        public TimeSpan RetryAfter { get; private set; }

        public bool WasRefused { get; private set; }

        public bool MayStartAfresh { get; init; }

        /// <summary>Whether the log does not go on from the cursor.</summary>
        public bool IsOffTheLog { get; private set; }

        public bool TakeFirst() => !_heard && (_heard = true);

        /// <summary>The next event; null when the stream is over and <see cref="Failure"/> says why.</summary>
        public async Task<TEvent?> NextAsync(bool refusalIsFinal)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _silence.Token);
            try
            {
                // Only the server's silence counts: the timer rests while the reader is busy with an event.
                _silence.CancelAfter(Silence);
                var next = await call.ResponseStream.MoveNext(either.Token) ? call.ResponseStream.Current : null;
                _silence.CancelAfter(Timeout.InfiniteTimeSpan);
                Failure = next is null ? "the server ended the stream" : "";
                return next;
            }
            catch (Exception fault) when (fault is RpcException or OperationCanceledException)
            {
                cancellation.ThrowIfCancellationRequested();
                Explain(fault as RpcException, refusalIsFinal);
                return null;
            }
        }

        public void Dispose()
        {
            call.Dispose();
            _silence.Dispose();
        }

        private void Explain(RpcException? fault, bool refusalIsFinal)
        {
            if (_silence.IsCancellationRequested || fault is null)
            {
                Failure = $"nothing was heard for {Silence.TotalSeconds:0} s";
                return;
            }

            WasRefused = fault.StatusCode == StatusCode.Unauthenticated && !refusalIsFinal;
            IsOffTheLog = fault.StatusCode == StatusCode.OutOfRange && MayStartAfresh;
            var failure = TaskForceException.From(fault);
            RetryAfter = failure.RetryAfter;
            Failure = WasRefused || IsOffTheLog || TaskForceException.MayPass(fault.StatusCode) ? failure.Message : throw failure;
        }
    }
}
