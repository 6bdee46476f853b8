using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Positions.States;

namespace TaskForce.Geolocation.Positions;

/// <summary>What a watcher may see, and is told when that changes.</summary>
internal sealed partial class Watcher
{
    private readonly Glimpses _glimpses = new(index, view.Sight);

    /// <summary>Sends who may not be seen any more, and who may be seen again.</summary>
    public async Task SendSightAsync()
    {
        var now = clock.GetUtcNow().UtcTicks;
        foreach (var known in _glimpses.TakeChanges(_filter, now))
        {
            await WriteChangeAsync(known, now);
        }
    }

    /// <summary>The same for somebody who was away since a position was received.</summary>
    public async Task SendSightSinceAsync(long since)
    {
        var now = clock.GetUtcNow().UtcTicks;
        foreach (var known in _glimpses.ChangesSince(since, _filter, now))
        {
            await WriteChangeAsync(known, now);
        }
    }

    private bool IsVisible(Known known, long now) => view.Sight.ShowsNow(known.Newest.Subject, known.Newest.EventTime, now);

    private V1.Position ToProto(Known known, long now)
    {
        _glimpses.Note(known, now);
        return known.ToProto(index, view.Sight, now);
    }
}
