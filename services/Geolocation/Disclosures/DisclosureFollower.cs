using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>
/// Fills the book from the store before the service answers, keeps it in step with what any process changes, and wakes the watchers when something begins or
/// ends to be visible, be it by time alone.
/// </summary>
internal sealed class DisclosureFollower(Journal<GeolocationDb> journal, PositionFeed feed, IOptions<TrackOptions> tracks, TimeProvider clock)
    : IHostedService, ICatchUp, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly DisclosureBook _book = feed.Index.Disclosures;
    private ITimer? _turns;
    private long _stamp;
    private long _turned;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await CatchUpAsync(cancellationToken);
        _turned = clock.GetUtcNow().UtcTicks;
        _turns = clock.CreateTimer(_ => Turn(), null, Interval, Interval);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _turns?.Dispose();

    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        // There are no positions of what ended longer ago.
        var forgotten = (clock.GetUtcNow() - tracks.Value.Retention).UtcTicks;
        var changed = await journal.ReadAsync(db => db.Disclosures.AsNoTracking()
            .Where(row => row.Stamp > _stamp && row.Until >= forgotten).OrderBy(row => row.Stamp).ToListAsync(cancellation), cancellation);
        if (changed is [.., var last])
        {
            Take(changed);
            _stamp = last.Stamp;
        }
    }

    /// <summary>Makes disclosures known that are on disk.</summary>
    public void Take(IReadOnlyList<DisclosureRow> changed)
    {
        _book.Set(changed);
        feed.Wake();
    }

    private void Turn()
    {
        var (before, now) = (_turned, clock.GetUtcNow().UtcTicks);
        _turned = now;
        if (_book.Index.TurnsBetween(before, now))
        {
            _book.Forget(new DateTimeOffset(now, TimeSpan.Zero) - tracks.Value.Retention);
            feed.Wake();
        }
    }
}
