using Microsoft.Extensions.Options;

namespace TaskForce.TakBridge.Connections;

/// <summary>Who is connected: each device once, its newest connection. Thread safe.</summary>
internal sealed class ConnectionBook(IOptions<TakOptions> options, TakMetrics metrics)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, CancellationTokenSource> _open = new(StringComparer.Ordinal);
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

    /// <summary>Notes a connection, and ends the one before of the same device.</summary>
    /// <param name="device">Which device.</param>
    /// <param name="superseded">Is cancelled when the device opens another.</param>
    /// <exception cref="SessionEnd">There are as many as may be.</exception>
    public void Enter(string device, CancellationTokenSource superseded)
    {
        CancellationTokenSource? before;
        lock (_gate)
        {
            if (!_open.TryGetValue(device, out before) && _open.Count >= _most)
            {
                throw new SessionEnd("too_many", $"{_most} clients are connected");
            }

            _open[device] = superseded;
        }

        metrics.Connected(1);
        before?.Cancel();
    }

    /// <summary>Notes that a connection is over.</summary>
    public void Leave(string device, CancellationTokenSource superseded)
    {
        metrics.Connected(-1);
        lock (_gate)
        {
            if (_open.GetValueOrDefault(device) == superseded)
            {
                _open.Remove(device);
            }
        }
    }
}
