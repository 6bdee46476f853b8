using System.Net;
using System.Net.Sockets;

namespace TaskForce.Testing;

/// <summary>Free ports of the loopback, for servers that a test stops and starts again on them.</summary>
public static class Ports
{
    // Below those that the system gives to whoever calls: such a one could be taken while its server is down.
    private const int First = 15_000;
    private const int Last = 32_000;

    /// <summary>Takes so many, held all at once, so that none is given twice.</summary>
    public static List<int> Take(int count)
    {
        var listeners = new List<TcpListener>();
        while (listeners.Count < count)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(First, Last));
            try
            {
                listener.Start();
                listeners.Add(listener);
            }
            catch (SocketException)
            {
                listener.Dispose();
            }
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToList();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
