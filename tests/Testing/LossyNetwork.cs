using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TaskForce.Testing;

/// <summary>
/// A network namespace of the kernel behind a link whose packets the kernel's firewall really drops, and doors on this side of the link to programs that listen on the loopback. Needs root,
/// and Debian's <c>iproute2</c> and <c>iptables</c>.
/// </summary>
public sealed class LossyNetwork : IAsyncDisposable
{
    private static readonly string[] Chains = ["INPUT", "OUTPUT"];

    private readonly string _name = $"tf{Environment.ProcessId}";
    private readonly int _net = Random.Shared.Next(1, 250);
    private readonly List<TcpListener> _doors = [];
    private readonly CancellationTokenSource _stop = new();
    private int _host = 2;

    private LossyNetwork()
    {
    }

    /// <summary>Why there cannot be one on this machine; null if there can.</summary>
    public static string? Obstacle =>
        !string.Equals(Environment.UserName, "root", StringComparison.Ordinal) ? "It takes root to make a network namespace."
        : Run("ip", "netns", "list") is { } none ? $"No network namespaces: {none}"
        : Run("iptables", "--version") is { } without ? $"No iptables: {without}"
        : null;

    private string Here => $"10.213.{_net}.1";

    private string There => $"10.213.{_net}.{_host}";

    /// <summary>Makes the namespace and the link.</summary>
    /// <param name="lossPercent">How many of a hundred packets are lost, each way.</param>
    public static LossyNetwork Open(int lossPercent)
    {
        var network = new LossyNetwork();
        var (name, loss) = (network._name, (lossPercent / 100.0).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Must("ip", "netns", "add", name);
        Must("ip", "link", "add", $"{name}h", "type", "veth", "peer", "name", $"{name}d", "netns", name);
        Must("ip", "addr", "add", $"{network.Here}/24", "dev", $"{name}h");
        Must("ip", "link", "set", $"{name}h", "up");
        network.Inside("ip", "link", "set", "lo", "up");
        network.Inside("ip", "addr", "add", $"{network.There}/24", "dev", $"{name}d");
        network.Inside("ip", "link", "set", $"{name}d", "up");
        foreach (var (chain, direction) in new[] { ("INPUT", "-i"), ("OUTPUT", "-o") })
        {
            network.Inside("iptables", "-A", chain, direction, $"{name}d", "-m", "statistic", "--mode", "random", "--probability", loss, "-j", "DROP");
        }

        return network;
    }

    /// <summary>What one calls from inside to reach a program that listens on this machine's loopback.</summary>
    public Uri DoorTo(Uri target)
    {
        var door = new TcpListener(IPAddress.Parse(Here), 0);
        door.Start();
        _doors.Add(door);
        _ = AcceptAsync(door, target.Port);
        return new UriBuilder(target) { Host = Here, Port = ((IPEndPoint)door.LocalEndpoint).Port }.Uri;
    }

    /// <summary>The words that run a program inside come before its own.</summary>
    public IReadOnlyList<string> Enter => ["ip", "netns", "exec", _name];

    /// <summary>Packets that were dropped so far.</summary>
    public long Dropped => Chains.Sum(chain =>
    {
        var (_, said) = Execute("ip", "netns", "exec", _name, "iptables", "-L", chain, "-v", "-x", "-n");
        return long.Parse(said.Split('\n')[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], System.Globalization.CultureInfo.InvariantCulture);
    });

    /// <summary>Bytes that came to the link from inside, those that were dropped at its end included, and that were sent to it; with the headers of each layer.</summary>
    public (long Up, long Down) Bytes => (Count("rx_bytes"), Count("tx_bytes"));

    /// <summary>Takes the network away for a time.</summary>
    public async Task BlackOutAsync(TimeSpan time, CancellationToken cancellation)
    {
        Must("ip", "link", "set", $"{_name}h", "down");
        await Task.Delay(time, TimeProvider.System, cancellation);
        Must("ip", "link", "set", $"{_name}h", "up");
    }

    /// <summary>Gives the inside another address: what was connected never hears of it.</summary>
    public void ChangeAddress()
    {
        Inside("ip", "addr", "del", $"{There}/24", "dev", $"{_name}d");
        _host++;
        Inside("ip", "addr", "add", $"{There}/24", "dev", $"{_name}d");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _doors.ForEach(door => door.Dispose());
        _stop.Dispose();
        Run("ip", "link", "del", $"{_name}h");
        Run("ip", "netns", "del", _name);
    }

    private async Task AcceptAsync(TcpListener door, int port)
    {
        try
        {
            while (true)
            {
                _ = PassOnAsync(await door.AcceptTcpClientAsync(_stop.Token), port);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The door is closed.
        }
    }

    private async Task PassOnAsync(TcpClient caller, int port)
    {
        using var target = new TcpClient();
        using var from = caller;
        try
        {
            await target.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
            await await Task.WhenAny(from.GetStream().CopyToAsync(target.GetStream(), _stop.Token), target.GetStream().CopyToAsync(from.GetStream(), _stop.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or IOException or SocketException)
        {
            // One side has gone.
        }
    }

    private long Count(string name) => long.Parse(File.ReadAllText($"/sys/class/net/{_name}h/statistics/{name}"), System.Globalization.CultureInfo.InvariantCulture);

    private void Inside(params string[] command) => Must([.. Enter, .. command]);

    private static void Must(params string[] command)
    {
        if (Run(command) is { } fault)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {fault}");
        }
    }

    // What it said if it failed.
    private static string? Run(params string[] command)
    {
        var (exitCode, said) = Execute(command);
        return exitCode == 0 ? null : said.Trim();
    }

    private static (int ExitCode, string Said) Execute(params string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, said);
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }
}
