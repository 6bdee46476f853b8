using System.Net;
using System.Net.Sockets;
using TaskForce.Cli.Simulate;

namespace TaskForce.Cli.Tests.Simulate;

public sealed class BadNetworkTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TcpListener _far = new(IPAddress.Loopback, 0);

    public BadNetworkTests() => _far.Start();

    public void Dispose() => _far.Dispose();

    [Fact]
    public async Task Relay_LossyAndFar_EveryByteComesInOrderOnceAndIsCounted()
    {
        await using var network = Network(new() { Latency = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(5), Loss = 0.05 });
        var (near, far) = await ConnectAsync(network);
        using var _ = near;
        using var __ = far;
        byte[] sent = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7))];

        var sending = near.GetStream().WriteAsync(sent).AsTask();
        var got = new byte[sent.Length];
        await far.GetStream().ReadExactlyAsync(got).AsTask().WaitAsync(Limit);
        await far.GetStream().WriteAsync(new byte[] { 1, 2, 3 });
        var back = new byte[3];
        await near.GetStream().ReadExactlyAsync(back).AsTask().WaitAsync(Limit);
        await sending;

        Assert.Equal(sent, got);
        Assert.Equal([1, 2, 3], back);
        Assert.Equal((sent.Length, 3), (network.Up, network.Down));
    }

    [Fact]
    public async Task ChangeAddress_OpenConnection_EndsAndAnotherCanBeMade()
    {
        await using var network = Network(new());
        var (near, far) = await ConnectAsync(network);
        using var _ = near;
        using var __ = far;

        network.ChangeAddress();

        Assert.Equal(0, await ReadOrEndAsync(far));
        var (again, other) = await ConnectAsync(network);
        using var ___ = other;
        using (again)
        {
            await again.GetStream().WriteAsync(new byte[] { 9 });
            var got = new byte[1];
            await other.GetStream().ReadExactlyAsync(got).AsTask().WaitAsync(Limit);
            Assert.Equal([9], got);
        }
    }

    [Fact]
    public async Task Relay_NobodyListensBehind_TheConnectionEnds()
    {
        _far.Stop();
        await using var network = Network(new());
        using var near = new TcpClient();
        await near.ConnectAsync(IPAddress.Loopback, network.Door.Port);

        Assert.Equal(0, await ReadOrEndAsync(near));
    }

    private BadNetwork Network(NetworkTerms terms) =>
        new(new($"http://127.0.0.1:{((IPEndPoint)_far.LocalEndpoint).Port}"), terms, TimeProvider.System, seed: 1);

    private async Task<(TcpClient Near, TcpClient Far)> ConnectAsync(BadNetwork network)
    {
        var near = new TcpClient();
        await near.ConnectAsync(IPAddress.Loopback, network.Door.Port);
        return (near, await _far.AcceptTcpClientAsync().WaitAsync(Limit));
    }

    private static async Task<int> ReadOrEndAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Limit);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
