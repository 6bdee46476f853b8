using Grpc.Core;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Geolocation.Positions;

/// <summary>Where one watcher of positions stands, and what it is sent.</summary>
internal sealed partial class Watcher(
    View view, PositionIndex index, IServerStreamWriter<PositionFrame> stream, TimeProvider clock, CancellationToken cancellation)
{
    // With the feed's interval on top it stays below the 15 s that the contract promises.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);

    // A silence is told up to so long after it began.
    private static readonly long Tardy = TimeSpan.FromSeconds(2).Ticks;

    private readonly Filter _filter = new(view.Selection, index.Subjects);
    private long _lastSent = clock.GetTimestamp();
    private long _silences;

    /// <summary>Everything up to this sequence was sent or filtered out.</summary>
    public long Cursor { get; private set; }

    public Watcher From(long cursor)
    {
        Cursor = cursor;
        return this;
    }

    /// <summary>Sends every last known position that matches and may be seen.</summary>
    /// <param name="now">Up to when silences are known.</param>
    public async Task SendLastKnownAsync(long now)
    {
        var (known, end, silences) = index.FindAll(view, now);
        foreach (var subject in known)
        {
            // However late it came.
            await WriteAsync(new() { Type = EventType.Moved, Sequence = subject.Newest.Sequence, Position = ToProto(subject, now) });
        }

        (Cursor, _silences) = (end, silences);
    }

    /// <summary>Sends those points that match and were not sent before, or silences, and a heartbeat if it was quiet too long.</summary>
    public async Task SendAsync(IReadOnlyList<Fix> points)
    {
        foreach (var point in points)
        {
            if (point.Sequence < 0)
            {
                await SendSilenceAsync(point.Subject, -point.Sequence, clock.GetUtcNow().UtcTicks);
            }
            else if (point.Sequence > Cursor)
            {
                Cursor = point.Sequence;
                await SendAsync(point);
            }
        }

        if (clock.GetElapsedTime(_lastSent) >= Quiet)
        {
            await BeatAsync();
        }
    }

    /// <summary>Sends the silences that still last and were not sent.</summary>
    public async Task SendSilencesAsync(long now)
    {
        foreach (var (subject, silence) in index.FindSilent(now).Where(silent => silent.Number > _silences))
        {
            await SendSilenceAsync(subject.Newest.Subject, silence, now);
        }
    }

    /// <summary>The same for somebody who was away since a position was received, and to whom later positions have been sent.</summary>
    public async Task SendSilencesSinceAsync(long after, long since, long now)
    {
        foreach (var (subject, silence) in index.FindSilent(now))
        {
            if (subject.Newest.Sequence <= after && index.States.Silences.Since(subject.Newest) > since - Tardy && IsVisible(subject, now))
            {
                await WriteChangeAsync(subject, now);
            }

            _silences = Math.Max(_silences, silence);
        }
    }

    public Task BeatAsync() => WriteAsync(new() { Type = EventType.Heartbeat, Sequence = Cursor });

    private async Task SendAsync(Fix point)
    {
        var (known, now) = (index.Find(point.Subject), clock.GetUtcNow().UtcTicks);
        var isVisible = known is not null && IsVisible(known, now);
        if (_filter.Includes(point) && view.Sight.Shows(point.Subject, point.EventTime))
        {
            var change = point.ToTrackPoint(index.Subjects).ToEvent();
            // Where somebody was within an assignment that is over is history.
            change.Type = isVisible ? change.Type : EventType.Late;
            change.Position = isVisible && known!.Newest.Sequence == point.Sequence ? ToProto(known, now) : change.Position;
            await WriteAsync(change);
        }

        if (known is not null && (isVisible ? index.HasChanged(point) && _filter.Includes(known.Newest) : _glimpses.TryHide(point.Subject)))
        {
            await WriteChangeAsync(known, now);
        }
    }

    // It may have been heard again meanwhile: then that is told.
    private async Task SendSilenceAsync(int subject, long silence, long now)
    {
        if (silence > _silences)
        {
            _silences = silence;
            if (index.Find(subject) is { } known && index.States.Silences.IsSilent(known.Newest, now) && _filter.Includes(known.Newest) && IsVisible(known, now))
            {
                await WriteChangeAsync(known, now);
            }
        }
    }

    private Task WriteChangeAsync(Known known, long now) =>
        WriteAsync(new() { Type = EventType.StateChanged, Sequence = Cursor, Position = ToProto(known, now) });

    private async Task WriteAsync(V1.PositionEvent change)
    {
        await stream.WriteAsync(new(change), cancellation);
        _lastSent = clock.GetTimestamp();
    }
}
