using System.Net;
using System.Net.Sockets;

namespace TaskForce.Cli.Up;

/// <summary>Chooses ports of this machine. It holds what it has chosen until disposed, so that nothing is chosen twice.</summary>
internal sealed class PortChooser : IDisposable
{
    private static readonly IPAddress[] Loopback = Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];

    private readonly List<TcpListener> _held = [];

    /// <summary>The port that people were told: exactly <paramref name="wanted"/>, or any free one if that is 0.</summary>
    /// <exception cref="UpException">It is taken.</exception>
    public int Door(int wanted, string option) => wanted == 0 ? Any() : TryHold(wanted) ? wanted : throw Taken(wanted, option);

    /// <summary>A port that only the services know: <paramref name="wanted"/> if it is free, or another.</summary>
    public int Inner(int wanted) => TryHold(wanted) ? wanted : Any();

    /// <summary>Any free port.</summary>
    public int Any()
    {
        while (true)
        {
            var any = new TcpListener(IPAddress.Loopback, 0);
            any.Start();
            var port = ((IPEndPoint)any.LocalEndpoint).Port;
            any.Dispose();
            if (TryHold(port))
            {
                return port;
            }
        }
    }

    public void Dispose() => _held.ForEach(listener => listener.Dispose());

    private bool TryHold(int port)
    {
        foreach (var address in Loopback)
        {
            var listener = new TcpListener(address, port);
            try
            {
                listener.Start();
                _held.Add(listener);
            }
            catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressNotAvailable)
            {
                // This machine has the protocol but not the address.
                listener.Dispose();
            }
            catch (SocketException)
            {
                listener.Dispose();
                return false;
            }
        }

        return true;
    }

    private static UpException Taken(int port, string option) =>
        new($"Port {port} is taken{(PortHolder.Find(port) is { } holder ? $" by {holder}" : "")}; free it or choose another with {option}.");
}
