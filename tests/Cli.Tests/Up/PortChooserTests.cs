using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class PortChooserTests : IDisposable
{
    private readonly TcpListener _taken = new(IPAddress.Loopback, 0);

    public PortChooserTests() => _taken.Start();

    private int TakenPort => ((IPEndPoint)_taken.LocalEndpoint).Port;

    public void Dispose() => _taken.Dispose();

    [Fact]
    public void Door_Taken_NamesThePortItsHolderAndTheOption()
    {
        using var ports = new PortChooser();

        var refusal = Assert.Throws<UpException>(() => ports.Door(TakenPort, "--http"));

        Assert.Contains(TakenPort.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--http", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inner_Taken_IsAnother()
    {
        using var ports = new PortChooser();

        Assert.NotEqual(TakenPort, ports.Inner(TakenPort));
    }

    [Fact]
    public void Inner_SameTwice_IsAnotherTheSecondTime()
    {
        using var ports = new PortChooser();
        var free = ports.Any();
        ports.Dispose();

        using var again = new PortChooser();

        Assert.Equal(free, again.Inner(free));
        Assert.NotEqual(free, again.Inner(free));
    }
}
