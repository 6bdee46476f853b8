using Microsoft.Extensions.Options;
using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Cot;

namespace TaskForce.TakBridge.Picture;

/// <summary>
/// What stays on a client's map until it is taken off: it is sent again before it is stale, so that what nobody takes off, because the bridge is gone, goes by
/// itself. One for each connection; thread safe.
/// </summary>
internal sealed class Standing(TakClient client, IOptions<TakOptions> options, TimeProvider clock) : IFollower
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Func<DateTimeOffset, CotEvent>> _shown = new(StringComparer.Ordinal)
    {
        [TaskForceContact.Uid] = now => TaskForceContact.ToEvent(now, options.Value.Picture.StandsFor),
    };

    /// <summary>Shows a thing from now on.</summary>
    /// <param name="uid">Its uid.</param>
    /// <param name="make">Makes its event as of a time.</param>
    public void Show(string uid, Func<DateTimeOffset, CotEvent> make)
    {
        lock (_gate)
        {
            _shown[uid] = make;
            client.Outbox.Add(make(clock.GetUtcNow()), key: uid);
        }
    }

    /// <summary>Takes a thing off, if it is shown; whether it was.</summary>
    public bool Hide(string uid)
    {
        lock (_gate)
        {
            var wasShown = _shown.Remove(uid);
            if (wasShown)
            {
                client.Outbox.Add(TaskForceContact.ToRemoval(uid, clock.GetUtcNow()), key: uid);
            }

            return wasShown;
        }
    }

    public async Task FollowAsync(CancellationToken cancellation)
    {
        using var ticks = new PeriodicTimer(options.Value.Picture.StandsFor / 2, clock);
        do
        {
            ShowAll();
        }
        while (await ticks.WaitForNextTickAsync(cancellation));
    }

    private void ShowAll()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            foreach (var (uid, make) in _shown)
            {
                client.Outbox.Add(make(now), key: uid);
            }
        }
    }
}
