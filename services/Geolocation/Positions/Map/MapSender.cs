using Grpc.Core;
using TaskForce.Geolocation.Tracks;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>Sends one map's events, one after the other.</summary>
internal sealed class MapSender(IServerStreamWriter<PositionFrame> stream, TimeProvider clock, CancellationToken cancellation)
{
    // With the feed's interval on top it stays below the 15 s that the contract promises.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);

    private long _lastSent = clock.GetTimestamp();

    /// <summary>Everything up to this sequence was sent, or is in the message.</summary>
    public long Cursor { get; set; }

    /// <summary>What is to be sent next.</summary>
    public ByteBuffer Message { get; } = new();

    /// <summary>Sends the message, if there is anything in it; it goes as far as the caller has room for it.</summary>
    /// <param name="named">Whom it names for the first time.</param>
    public async Task SendAsync(IReadOnlyCollection<(string Name, string Nation)> named)
    {
        if (Message.Length > 0)
        {
            MapEntry.Close(Message, Cursor);
            await WriteAsync(new(Message, named));
            Message.Clear();
        }
    }

    public Task SendAsync(EventType type) => WriteAsync(new(new V1.PositionEvent { Type = type, Sequence = Cursor }));

    public Task BeatIfQuietAsync() => clock.GetElapsedTime(_lastSent) >= Quiet ? SendAsync(EventType.Heartbeat) : Task.CompletedTask;

    private async Task WriteAsync(PositionFrame frame)
    {
        await stream.WriteAsync(frame, cancellation);
        _lastSent = clock.GetTimestamp();
    }
}
