using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.TakBridge.Connections;

/// <summary>Who is connected: each device once, its newest connection. Thread safe.</summary>
internal sealed class ConnectionBook(IOptions<TakOptions> options, TakMetrics metrics, Rotation rotation)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SessionLimits> _open = new(StringComparer.Ordinal);
    private readonly int _most = options.Value.Limits.MaxConnections;

    /// <summary>How many devices are connected.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Notes a connection until it is disposed, and ends the one before of the same device.</summary>
    /// <param name="admitted">Who it is.</param>
    /// <param name="closed">Is cancelled when it goes.</param>
    /// <exception cref="SessionEnd">There are as many as may be.</exception>
    public SessionLimits Enter(Admitted admitted, CancellationToken closed)
    {
        var device = admitted.Device.Device;
        SessionLimits? before;
        SessionLimits now;
        lock (_gate)
        {
            if (!_open.TryGetValue(device, out before) && _open.Count >= _most)
            {
                admitted.Expired.Dispose();
                throw new SessionEnd("too_many", $"{_most} clients are connected");
            }

            _open[device] = now = new(admitted, Leave, closed, rotation.Moving);
        }

        metrics.Connected(1);
        before?.Supersede();
        return now;
    }

    /// <summary>Counts why a connection ended.</summary>
    public void NoteEnd(string reason) => metrics.Ended(reason);

    private void Leave(SessionLimits connection)
    {
        metrics.Connected(-1);
        lock (_gate)
        {
            if (_open.GetValueOrDefault(connection.Device.Device) == connection)
            {
                _open.Remove(connection.Device.Device);
            }
        }
    }
}
