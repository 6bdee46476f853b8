using System.Runtime.CompilerServices;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Watches;

/// <summary>Feeds a watch from the log: first what was missed, then what happens, with heartbeats in between.</summary>
public sealed class Watch<TDb> where TDb : ServiceDb
{
    private const int Batch = 500;

    private readonly Journal<TDb> _journal;
    private readonly EventFeed _feed;
    private readonly Rotation _rotation;

    internal Watch(Journal<TDb> journal, EventFeed feed, Rotation rotation) => (_journal, _feed, _rotation) = (journal, feed, rotation);

    /// <summary>
    /// Sends a topic's events after <paramref name="after"/> until the caller hangs up or the service stops. A heartbeat tells when all that was
    /// missed is sent, so that the caller need not wait for the next regular one to know that it is heard.
    /// </summary>
    /// <param name="topic">The topic.</param>
    /// <param name="after">The last sequence the caller has seen.</param>
    /// <param name="include">Which events the caller asked for.</param>
    /// <param name="stream">Where they go.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DomainException">
    /// <see cref="Fault.Invalid"/> for a negative cursor, <see cref="Fault.OutOfRange"/> for one beyond the log's end or before its beginning,
    /// <see cref="Fault.Unavailable"/> when the service stops.
    /// </exception>
    public Task SendAsync<TEvent>(
        string topic, long after, Func<TEvent, bool> include, IServerStreamWriter<TEvent> stream, CancellationToken cancellation)
        where TEvent : class, IFeedEvent, IMessage<TEvent>, new()
    {
        var parser = new MessageParser<TEvent>(() => new());
        return SendAsync([topic], after, row => parser.ParseFrom(row.Payload) is var change && include(change) ? change : null, stream, cancellation);
    }

    /// <summary>Sends the events of several topics, in the order of the log; otherwise as of one.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="after">The last sequence the caller has seen.</param>
    /// <param name="read">What the caller is told of an event, a message that nobody else holds; null for nothing.</param>
    /// <param name="stream">Where they go.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DomainException">As for one topic.</exception>
    public async Task SendAsync<TEvent>(
        IReadOnlyList<string> topics, long after, Func<EventRow, TEvent?> read, IServerStreamWriter<TEvent> stream, CancellationToken cancellation)
        where TEvent : class, IFeedEvent, new()
    {
        var moving = _rotation.Moving;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, moving);
        var own = stream as IOwnMessages<TEvent>;
        try
        {
            await foreach (var (sequence, row) in ReadAsync(topics, after, mayBeBehind: true, either.Token))
            {
                if ((row is null ? Heartbeat<TEvent>() : read(row)) is { } change)
                {
                    change.Sequence = sequence;
                    // It was read for this caller alone.
                    await (own?.WriteOwnAsync(change, either.Token) ?? stream.WriteAsync(change, either.Token));
                }
            }
        }
        catch (OperationCanceledException) when (moving.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new DomainException(Fault.Unavailable, "STOPPING", "The service is stopping; connect again and go on from the last sequence.");
        }
    }

    /// <summary>
    /// A topic's events after a cursor; a null row is a heartbeat. Ends only with the cancellation. For the service's own followers:
    /// what they have not passed is kept (<see cref="ServiceDb.FindNeededAsync"/>).
    /// </summary>
    public IAsyncEnumerable<(long Sequence, EventRow? Row)> ReadAsync(string topic, long after, CancellationToken cancellation) =>
        ReadAsync([topic], after, mayBeBehind: false, cancellation);

    private async IAsyncEnumerable<(long Sequence, EventRow? Row)> ReadAsync(
        IReadOnlyList<string> topics, long after, bool mayBeBehind, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await CheckCursorAsync(after, cancellation);
        // Subscribing comes before reading, so that no event falls between the two.
        using var subscription = _feed.Subscribe(topics);
        var cursor = after;
        var (behind, heard) = (true, !mayBeBehind);
        while (true)
        {
            while (behind)
            {
                var missed = await ReadLogAsync(topics, cursor, mayBeBehind, cancellation);
                foreach (var row in missed)
                {
                    cursor = row.Sequence;
                    yield return (cursor, row);
                }

                behind = missed.Count == Batch;
            }

            if (!heard)
            {
                heard = true;
                yield return (cursor, null);
            }

            await subscription.Events.WaitToReadAsync(cancellation);
            while (subscription.Events.TryRead(out var row))
            {
                if (row is null || row.Sequence > cursor)
                {
                    cursor = row?.Sequence ?? cursor;
                    yield return (cursor, row);
                }
            }

            behind = subscription.TakeBehind();
        }
    }

    private async Task CheckCursorAsync(long after, CancellationToken cancellation)
    {
        if (after < 0)
        {
            throw new DomainException(Fault.Invalid, "INVALID_FIELDS", "after must not be negative.", [new("after", "must not be negative")]);
        }

        var end = await _journal.ReadAsync(db => db.EndOfLogAsync(cancellation), cancellation);
        if (after > end)
        {
            throw new DomainException(Fault.OutOfRange, "CURSOR_BEYOND_LOG", $"The log ends at {end}, before {after}; list again and watch from there.");
        }
    }

    // One snapshot: what is deleted after the look at the beginning is still read.
    private Task<List<EventRow>> ReadLogAsync(IReadOnlyList<string> topics, long after, bool mayBeBehind, CancellationToken cancellation) => _journal.ReadAsync(
        async db =>
        {
            foreach (var topic in mayBeBehind ? topics : [])
            {
                await db.MustReachAsync(topic, after, cancellation);
            }

            // A list is read by another plan than the one topic that nearly everybody asks for.
            List<string> several = [.. topics];
            var events = topics is [var only] ? db.Events.Where(e => e.Topic == only) : db.Events.Where(e => several.Contains(e.Topic));
            return await events.Where(e => e.Sequence > after).OrderBy(e => e.Sequence).Take(Batch).ToListAsync(cancellation);
        },
        cancellation);

    private static TEvent Heartbeat<TEvent>() where TEvent : IFeedEvent, new()
    {
        var heartbeat = new TEvent();
        heartbeat.MarkHeartbeat();
        return heartbeat;
    }
}
