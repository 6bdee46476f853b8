using System.Net;
using System.Net.Sockets;

namespace TaskForce.Testing;

/// <summary>Free ports of the loopback, for servers that a test stops and starts again on them.</summary>
public static class Ports
{
    // Below those that the system gives to whoever calls: such a one could be taken while its server is down.
    private const int First = 15_000;
    private const int Last = 32_000;

    private static readonly string Marks = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"taskforce-ports-{Environment.UserName}")).FullName;
    private static readonly List<FileStream> Held = [];

    /// <summary>Takes so many. None of them is given again, to any suite, before this process ends, whether or not somebody listens there.</summary>
    public static List<int> Take(int count)
    {
        var ports = new List<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(First, Last);
            if (TryHold(port))
            {
                ports.Add(port);
            }
        }

        return ports;
    }

    // Whoever else takes ports so sees the lock; whoever does not, listens.
    private static bool TryHold(int port)
    {
        FileStream? mark = null;
        try
        {
            mark = new(Path.Combine(Marks, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            lock (Held)
            {
                Held.Add(mark);
            }

            return true;
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException or SocketException)
        {
            mark?.Dispose();
            return false;
        }
    }
}
