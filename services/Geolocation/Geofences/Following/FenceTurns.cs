using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geofences.Engine;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>Begins the fences that have come to hold and ends those that have ceased to, a bounded part in each transaction.</summary>
internal sealed class FenceTurns(FenceBook book, IOptions<FenceOptions> options, IOptions<TrackOptions> tracks)
{
    /// <summary>Editions that ended before this are closed for good.</summary>
    public DateTimeOffset Forgotten => book.Clock.GetUtcNow() - tracks.Value.Retention;

    /// <summary>Positions of before this are not judged.</summary>
    public DateTimeOffset Oldest => book.Clock.GetUtcNow() - options.Value.ShortestEventRetention;

    /// <summary>Makes the turns that are due; false if another process judges.</summary>
    public async Task<bool> TurnAsync(FenceEngine engine, CancellationToken cancellation)
    {
        var now = book.Clock.GetUtcNow();
        var fresh = engine.Editions.Where(edition => !edition.HasBegun && edition.From <= now).ToList();
        if (fresh.Count > 0 && !await KeepAsync(engine, fresh, engine.BeginAsync(fresh, options.Value.TurnBatch, cancellation), cancellation))
        {
            return false;
        }

        foreach (var over in engine.Editions.Where(edition => edition.HasBegun && !edition.HasEnded && edition.Until <= now).ToList())
        {
            if (!await KeepAsync(engine, [over], engine.EndAsync(over, options.Value.TurnBatch, cancellation), cancellation))
            {
                return false;
            }
        }

        foreach (var old in engine.Editions.Where(edition => edition.HasEnded && edition.Until < Forgotten).ToList())
        {
            engine.Forget(old);
        }

        return true;
    }

    /// <summary>How long until the next turn, at most a time.</summary>
    public TimeSpan WaitOf(FenceEngine engine, TimeSpan most)
    {
        var now = book.Clock.GetUtcNow();
        var next = engine.Editions.Where(edition => !edition.HasEnded).Select(edition => (edition.HasBegun ? edition.Until : edition.From) - now)
            .Where(wait => wait is not null).DefaultIfEmpty(most).Min()!.Value;
        return next < most ? next > TimeSpan.Zero ? next : TimeSpan.FromMilliseconds(1) : most;
    }

    // The editions have turned with the last part: after a crash in between the turn is made again, and tells what is missing.
    private async Task<bool> KeepAsync(
        FenceEngine engine, IReadOnlyList<Edition> turning, IAsyncEnumerable<TurnPart> parts, CancellationToken cancellation)
    {
        await foreach (var part in parts)
        {
            if (!await book.KeepAsync(engine, part.Revisions, part.IsLast ? turning : [], cancellation))
            {
                return false;
            }
        }

        return true;
    }
}
