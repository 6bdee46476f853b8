using System.Net.Sockets;

namespace TaskForce.Gateway.Upstreams;

/// <summary>Connects to a service, or finds out within a second that it is not there.</summary>
internal sealed class Dialer(TimeProvider clock)
{
    /// <summary>How long the network may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a connection may take in all, on a machine too busy to notice that it has one.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public void Configure(SocketsHttpHandler handler)
    {
        handler.ConnectTimeout = Limit;
        handler.ConnectCallback = ConnectAsync;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var connecting = socket.ConnectAsync(context.DnsEndPoint, cancellation).AsTask();
            await Task.WhenAny(connecting, Task.Delay(Patience, clock, cancellation));
            // The kernel knows of a connection before this process does, and in a burst of calls long before.
            if (!connecting.IsCompleted && !socket.Poll(0, SelectMode.SelectWrite))
            {
                throw new TimeoutException($"{context.DnsEndPoint.Host}:{context.DnsEndPoint.Port} does not answer.");
            }

            await connecting;
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
