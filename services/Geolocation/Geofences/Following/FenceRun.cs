using TaskForce.Geolocation.Geofences.Engine;
using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>Judges the geofences from what the store says on.</summary>
internal sealed class FenceRun(FenceBook book, FenceTurns turns, FenceTrack track, FenceWake wake)
{
    private const int Batch = 2000;

    // How long what needs no event may go without being noted: as far back a restart begins.
    private static readonly TimeSpan Unnoted = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    /// <summary>Judges until another process has the lease.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        using var positions = track.Subscribe();
        var (engine, stamp) = (await LoadAsync(positions, cancellation), 0L);
        var (noted, wasIdle) = ((engine.Cursor, Time: book.Clock.GetUtcNow()), false);
        while (true)
        {
            stamp = await book.TakeEditionsAsync(engine, stamp, turns.Forgotten, cancellation);
            wasIdle = Rest(engine, wasIdle);
            if (!await turns.TurnAsync(engine, cancellation))
            {
                return;
            }

            var batch = wasIdle ? [] : await track.AfterAsync(engine.Cursor, Batch, cancellation);
            var revisions = batch.Count > 0 ? await engine.TakeAsync(batch, turns.Oldest, cancellation) : [];
            var isDue = book.Clock.GetUtcNow() - noted.Time >= (engine.Cursor > noted.Cursor ? Unnoted : LongestWait);
            if (revisions.Count > 0 || isDue)
            {
                if (!await book.KeepAsync(engine, revisions, [], cancellation))
                {
                    return;
                }

                noted = (engine.Cursor, book.Clock.GetUtcNow());
            }

            if (batch.Count < Batch)
            {
                await wake.WaitAsync(positions, turns.WaitOf(engine, engine.Cursor > noted.Cursor ? Unnoted : LongestWait), book.Clock, cancellation);
            }
        }
    }

    // What the index does not know yet, of what another process has judged, it will know in a moment.
    private async Task<FenceEngine> LoadAsync(PositionFeed.Subscription positions, CancellationToken cancellation)
    {
        var cursor = await book.CursorAsync(cancellation);
        while (track.End < cursor)
        {
            await wake.WaitAsync(positions, Unnoted, book.Clock, cancellation);
        }

        return await book.LoadAsync(track, cancellation);
    }

    // As long as there is no fence nobody asks about positions; whether it is so.
    private bool Rest(FenceEngine engine, bool wasIdle)
    {
        if (!engine.Editions.Any())
        {
            engine.Skip(track.End);
            return true;
        }

        if (wasIdle)
        {
            engine.SetLastKnown(track.LastKnown());
        }

        return false;
    }
}
