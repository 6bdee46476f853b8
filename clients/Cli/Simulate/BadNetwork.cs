using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace TaskForce.Cli.Simulate;

/// <summary>
/// A door on this machine's loopback behind which the way to the gateway is bad: a relay of TCP connections that delays what passes as loss, distance,
/// a thin line and black-outs would, and that counts it. Thread safe.
/// </summary>
internal sealed class BadNetwork : IAsyncDisposable
{
    // What may be on its way in one direction of a connection, as a socket's buffer would hold.
    private const int MostUnderWay = 64;
    private const int ChunkBytes = 4 * BadLine.PacketBytes;

    private readonly Uri _target;
    private readonly NetworkTerms _terms;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _begun;
    private readonly Random _random;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private long _up;
    private long _down;
    private CancellationTokenSource _address = new();

    /// <param name="target">The gateway.</param>
    /// <param name="terms">How bad the way to it is.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="seed">What happens by chance follows from it.</param>
    public BadNetwork(Uri target, NetworkTerms terms, TimeProvider clock, int seed)
    {
        (_target, _terms, _clock, _random, _begun) = (target, terms, clock, new(seed), clock.GetUtcNow());
        _listener = new(IPAddress.Loopback, 0);
        _listener.Start();
        // A certificate is for the name.
        Door = new UriBuilder(target) { Host = target.Scheme == Uri.UriSchemeHttps ? "localhost" : "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _work = Task.WhenAll(AcceptAsync(), ChangeAddressAsync());
    }

    /// <summary>What a unit connects to instead of the gateway.</summary>
    public Uri Door { get; }

    /// <summary>Bytes that units sent, without TCP's and IP's headers.</summary>
    public long Up => Interlocked.Read(ref _up);

    /// <summary>Bytes that they were sent.</summary>
    public long Down => Interlocked.Read(ref _down);

    /// <summary>Cuts every connection, as a device's change of address does.</summary>
    public void ChangeAddress()
    {
        var before = Interlocked.Exchange(ref _address, new());
        before.Cancel();
        before.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _address.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(RelayAsync(near));
            }
        }
        finally
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ChangeAddressAsync()
    {
        while (_terms.AddressChangeEvery > TimeSpan.Zero)
        {
            await Task.Delay(_terms.AddressChangeEvery, _clock, _stop.Token);
            ChangeAddress();
        }
    }

    private async Task RelayAsync(TcpClient near)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, Volatile.Read(ref _address).Token);
        using var far = new TcpClient { NoDelay = true };
        using (near)
        {
            near.NoDelay = true;
            try
            {
                await far.ConnectAsync(_target.Host, _target.Port, end.Token);
                var halves = new[]
                {
                    PassAsync(near.GetStream(), far, count => Interlocked.Add(ref _up, count), end.Token),
                    PassAsync(far.GetStream(), near, count => Interlocked.Add(ref _down, count), end.Token),
                };
                await Task.WhenAny(halves);
                await end.CancelAsync();
                await Task.WhenAll(halves).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception broken) when (broken is SocketException or OperationCanceledException)
            {
                // The unit sees a connection that ends, and connects again.
            }
        }
    }

    private async Task PassAsync(NetworkStream from, TcpClient to, Action<int> count, CancellationToken cancellation)
    {
        var line = NewLine();
        var underWay = Channel.CreateBounded<(DateTimeOffset Arrival, byte[] Bytes)>(MostUnderWay);
        var delivering = DeliverAsync(underWay.Reader, to.GetStream(), cancellation);
        var buffer = new byte[ChunkBytes];
        while (await from.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            count(read);
            await underWay.Writer.WriteAsync((line.Arrival(_clock.GetUtcNow(), read), buffer[..read]), cancellation);
        }

        underWay.Writer.Complete();
        await delivering;
    }

    private async Task DeliverAsync(ChannelReader<(DateTimeOffset Arrival, byte[] Bytes)> underWay, NetworkStream to, CancellationToken cancellation)
    {
        await foreach (var (arrival, bytes) in underWay.ReadAllAsync(cancellation))
        {
            if (arrival - _clock.GetUtcNow() is { Ticks: > 0 } left)
            {
                await Task.Delay(left, _clock, cancellation);
            }

            await to.WriteAsync(bytes, cancellation);
        }
    }

    private BadLine NewLine()
    {
        lock (_random)
        {
            return new(_terms, _begun, new(_random.Next()));
        }
    }
}
