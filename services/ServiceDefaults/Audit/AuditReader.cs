using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>Shows a service's audit log to the nations' auditors.</summary>
public sealed class AuditReader<TDb> where TDb : ServiceDb
{
    private const int UsualPage = 50;
    private const int LargestPage = 1000;
    private const int Batch = 500;

    // A page that finds little ends there, and says where to go on: no reader holds a snapshot for long.
    private const int MostScanned = 20_000;

    private readonly Journal<TDb> _journal;
    private readonly EventFeed _feed;
    private readonly AuditKeys _keys;
    private readonly AuditRecorder _recorder;
    private readonly Rotation _rotation;

    internal AuditReader(Journal<TDb> journal, EventFeed feed, AuditKeys keys, AuditRecorder recorder, Rotation rotation) =>
        (_journal, _feed, _keys, _recorder, _rotation) = (journal, feed, keys, recorder, rotation);

    /// <summary>Lists entries, of all calls of this process that were answered before.</summary>
    public async Task<ListAuditEntriesResponse> ListAsync(ListAuditEntriesRequest request, Caller caller, CancellationToken cancellation)
    {
        await _recorder.FlushAsync();
        var size = Paging.SizeOf(request.PageSize, UsualPage, LargestPage);
        var cursor = Paging.ReadToken(request.PageToken, request.Filter) ?? 0;
        var (answer, scanned, isLast) = (new ListAuditEntriesResponse(), 0, false);
        while (answer.Entries.Count < size && scanned < MostScanned && !isLast)
        {
            var entries = await ReadAsync(cursor, caller.Nation, cancellation);
            foreach (var entry in entries.TakeWhile(_ => answer.Entries.Count < size))
            {
                cursor = entry.Record.Number;
                answer.Entries.Add(request.Filter.Includes(entry) ? [entry] : []);
            }

            (scanned, isLast) = (scanned + entries.Count, entries.Count < Batch && (entries.Count == 0 || cursor == entries[^1].Record.Number));
        }

        answer.NextPageToken = isLast ? "" : Paging.WriteToken(cursor, request.Filter);
        return answer;
    }

    /// <summary>Lists checkpoints and the keys in use.</summary>
    public async Task<ListAuditCheckpointsResponse> ListCheckpointsAsync(ListAuditCheckpointsRequest request, Caller caller, CancellationToken cancellation)
    {
        var size = Paging.SizeOf(request.PageSize, UsualPage, LargestPage);
        var after = Paging.ReadToken(request.PageToken, null) ?? 0;
        var rows = await _journal.ReadAsync(db => db.AuditEntries.Where(entry => entry.IsCheckpoint && entry.Number > after)
            .OrderBy(entry => entry.Number).Take(size + 1).ToListAsync(cancellation), cancellation);
        return new()
        {
            Checkpoints = { rows.Take(size).Select(row => AuditView.For(caller.Nation, row, null)) },
            NextPageToken = rows.Count > size ? Paging.WriteToken(rows[size - 1].Number, null) : "",
            Keys = { _keys.Public.Select(key => new ListAuditCheckpointsResponse.Types.Key { Nation = key.Nation, PublicKey = key.PublicKey }) },
        };
    }

    /// <summary>Sends entries after one until the caller hangs up or the service stops.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <see cref="Fault.OutOfRange"/>, <see cref="Fault.Unavailable"/>.</exception>
    public async Task WatchAsync(long after, Caller caller, IServerStreamWriter<AuditEvent> stream, CancellationToken cancellation)
    {
        var moving = _rotation.Moving;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, moving);
        try
        {
            await CheckCursorAsync(after, either.Token);
            await SendAsync(after, caller.Nation, stream, either.Token);
        }
        catch (OperationCanceledException) when (moving.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new DomainException(Fault.Unavailable, "STOPPING", "The service is stopping; connect again and go on from the last sequence.");
        }
    }

    private async Task SendAsync(long cursor, string nation, IServerStreamWriter<AuditEvent> stream, CancellationToken cancellation)
    {
        using var subscription = _feed.Subscribe(AuditFollower.Topic);
        while (true)
        {
            List<AuditEntry> entries;
            do
            {
                entries = await ReadAsync(cursor, nation, cancellation);
                foreach (var entry in entries)
                {
                    cursor = entry.Record.Number;
                    await stream.WriteAsync(new() { Type = AuditEvent.Types.Type.Added, Sequence = cursor, Entry = entry }, cancellation);
                }
            }
            while (entries.Count == Batch);

            await stream.WriteAsync(new() { Type = AuditEvent.Types.Type.Heartbeat, Sequence = cursor }, cancellation);
            await subscription.Events.WaitToReadAsync(cancellation);
            while (subscription.Events.TryRead(out _))
            {
            }

            subscription.TakeBehind();
        }
    }

    private Task<List<AuditEntry>> ReadAsync(long after, string nation, CancellationToken cancellation) => _journal.ReadAsync(async db =>
    {
        var rows = await db.AuditEntries.Where(entry => entry.Number > after).OrderBy(entry => entry.Number).Take(Batch).ToListAsync(cancellation);
        var last = rows is [.., var newest] ? newest.Number : after;
        var values = await db.AuditValues.Where(row => row.Number > after && row.Number <= last).ToDictionaryAsync(row => row.Number, cancellation);
        return rows.ConvertAll(row => AuditView.For(nation, row, values.GetValueOrDefault(row.Number)));
    }, cancellation);

    private async Task CheckCursorAsync(long after, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.Check(after >= 0, "after", "must not be negative");
        violations.ThrowIfAny();
        var end = await _journal.ReadAsync(db => db.AuditEntries.MaxAsync(entry => (long?)entry.Number, cancellation), cancellation) ?? 0;
        if (after > end)
        {
            throw new DomainException(Fault.OutOfRange, "CURSOR_BEYOND_LOG", $"The audit log ends at {end}, before {after}: the copy that was seen before is another, or longer.");
        }
    }
}
