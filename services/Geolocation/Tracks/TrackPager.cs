using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// Writes the points of the log into pages, and now and then the last known positions, so that memory stays bounded and a start is quick. Several processes may
/// try at once: who finds that another was first does nothing.
/// </summary>
internal sealed class TrackPager(Journal<GeolocationDb> journal, TrackMemory memory, PositionFeed feed, IOptions<TrackOptions> options, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _one = new(1);

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    /// <summary>Writes pages of all that is in memory.</summary>
    public async Task PageAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            var (points, paged) = Copy();
            if (points is [.., var last])
            {
                var pages = PageBuilder.Build(CollectionsMarshal.AsSpan(points), memory.Subjects.NationOf);
                await journal.ChangeAsync(db => WriteAsync(db, pages, paged, last.Sequence, cancellation), cancellation);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Writes down the last known position of every subject, and what tells its state.</summary>
    public async Task WriteKnownAsync(CancellationToken cancellation)
    {
        var end = feed.Index.End;
        for (var part = 0; part * KnownRow.PerPart < memory.Subjects.Known; part++)
        {
            // What another process has deleted as too old must not come back, and what is too old by now goes with a record.
            var (number, now) = (part, clock.GetUtcNow());
            var points = PageCodec.Write([.. feed.Index.FindFixes(number * KnownRow.PerPart, KnownRow.PerPart).Where(fix => fix.ReceiptTime >= BeforeOf(fix.Subject))]);
            await journal.ChangeAsync(async db =>
            {
                await db.ForgetKnownAsync(number, memory.Subjects, BeforeOf, now);
                var row = await db.TrackKnown.FindAsync(number) ?? db.TrackKnown.Add(new() { Part = number, Points = points }).Entity;
                row.Points = points;
                return true;
            }, cancellation);

            long BeforeOf(int subject) => (now - options.Value.RetentionOf(memory.Subjects.NationOf(subject))).UtcTicks;
        }

        await journal.ChangeAsync(async db =>
        {
            await db.MarkAsync(TrackMarkRow.Known, end);
            return true;
        }, cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (pagedAt, known) = (clock.GetUtcNow(), 0L);
        using var looks = new PeriodicTimer(Look, clock);
        while (await looks.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (CountOfRecent() is var count && (count >= options.Value.PageEvery || clock.GetUtcNow() - pagedAt >= options.Value.PageInterval))
                {
                    await PageAsync(stoppingToken);
                    pagedAt = clock.GetUtcNow();
                }

                // Writing all of them costs a share of what has come since.
                if (feed.Index.End is var end && end - known >= Math.Max(options.Value.PageEvery, 16L * memory.Subjects.Known))
                {
                    await WriteKnownAsync(stoppingToken);
                    known = end;
                }
            }
            catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
            {
                // It stays in memory and in the log.
            }
        }
    }

    private async Task<bool> WriteAsync(GeolocationDb db, List<PageRow> pages, long paged, long last, CancellationToken cancellation)
    {
        if (await db.MarkOfAsync(TrackMarkRow.Paged) != paged)
        {
            return false;
        }

        db.TrackPages.AddRange(pages);
        await db.MarkAsync(TrackMarkRow.Paged, last);
        db.AfterCommit(() =>
        {
            lock (memory.Gate)
            {
                memory.DropPaged(last);
            }
        });
        return true;
    }

    private long CountOfRecent()
    {
        lock (memory.Gate)
        {
            return memory.CommittedEnd - memory.Recent.Start;
        }
    }

    // A little at a time, so that reports go in between.
    private (List<Fix> Points, long Paged) Copy()
    {
        const int AtOnce = 8192;
        var points = new List<Fix>();
        long start, end, paged;
        lock (memory.Gate)
        {
            (start, end, paged) = (memory.Recent.Start, memory.CommittedEnd, memory.Paged);
        }

        while (start < end)
        {
            lock (memory.Gate)
            {
                if (memory.Recent.Start > start)
                {
                    return ([], paged);
                }

                var run = memory.Recent.Run(start, Math.Min(end, start + AtOnce));
                points.AddRange(run);
                start += run.Length;
            }
        }

        return (points, paged);
    }
}
