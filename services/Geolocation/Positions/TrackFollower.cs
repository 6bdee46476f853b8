using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>Fills the index from the store before the service answers, and makes known what other processes add to the track.</summary>
internal sealed class TrackFollower(Journal<GeolocationDb> journal, PositionFeed feed) : IHostedService, ICatchUp
{
    private const int Batch = 1000;

    private volatile bool _isLoaded;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await journal.ReadAsync(db => LoadAsync(db, cancellationToken), cancellationToken);
        _isLoaded = true;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        var count = _isLoaded ? Batch : 0;
        while (count == Batch)
        {
            var added = await journal.ReadAsync(db => db.AfterAsync(feed.Index.End, Batch, cancellation), cancellation);
            feed.Publish(added);
            count = added.Count;
        }
    }

    private async Task<long> LoadAsync(GeolocationDb db, CancellationToken cancellation)
    {
        feed.Index.Advance(await db.EndOfTrackAsync(cancellation));
        await foreach (var point in db.LastKnownAsync().WithCancellation(cancellation))
        {
            feed.Index.Apply([point]);
        }

        return feed.Index.End;
    }
}
