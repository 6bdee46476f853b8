using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TaskForce.OrderLatency.Peers;

/// <summary>A peer's process, on a free port of this machine and with a new directory.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-peer-");

    /// <param name="program">A program of a Debian package.</param>
    /// <param name="arguments">From its port and its directory.</param>
    public PeerServer(string program, Func<int, string, IEnumerable<string>> arguments)
    {
        using (var any = new TcpListener(IPAddress.Loopback, 0))
        {
            any.Start();
            Port = ((IPEndPoint)any.LocalEndpoint).Port;
        }

        _process = Process.Start(new ProcessStartInfo(program, arguments(Port, _data.FullName)) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public DirectoryInfo Data => _data;

    /// <summary>A connection, as soon as the server takes one.</summary>
    public async Task<PeerConnection> ConnectAsync()
    {
        while (true)
        {
            var client = new TcpClient { NoDelay = true };
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return new(client);
            }
            catch (SocketException) when (!_process.HasExited)
            {
                client.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Its workers with it: they hold its output open.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }
}
