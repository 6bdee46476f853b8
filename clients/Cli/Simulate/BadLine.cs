namespace TaskForce.Cli.Simulate;

/// <summary>
/// One direction of a TCP connection over a bad network: says when bytes arrive that are sent now. TCP hides loss from who reads, but not the time it takes to
/// send again: a lost packet comes after a time-out that doubles with each further loss (RFC 6298), and everything behind it waits. Not thread safe.
/// </summary>
/// <param name="terms">The network.</param>
/// <param name="begun">When the network began; black-outs count from there.</param>
/// <param name="random">What happens by chance.</param>
internal sealed class BadLine(NetworkTerms terms, DateTimeOffset begun, Random random)
{
    /// <summary>Bytes of a packet (an Ethernet frame's payload without IP's and TCP's headers).</summary>
    public const int PacketBytes = 1448;

    /// <summary>What a packet weighs besides: headers of Ethernet, IP and TCP.</summary>
    public const int HeaderBytes = 66;

    // Linux' least retransmission time-out, and how far it doubles here.
    private static readonly TimeSpan LeastTimeout = TimeSpan.FromMilliseconds(200);
    private const int MostDoublings = 6;

    private readonly NetworkTerms _terms = terms;
    private readonly DateTimeOffset _begun = begun;
    private readonly Random _random = random;
    private DateTimeOffset _free = begun;
    private DateTimeOffset _last = begun;

    /// <summary>When bytes that are sent now are there; never before what was sent earlier.</summary>
    public DateTimeOffset Arrival(DateTimeOffset now, int bytes)
    {
        var arrival = now;
        for (var left = bytes; left > 0; left -= PacketBytes)
        {
            var packet = Math.Min(left, PacketBytes) + HeaderBytes;
            var begins = now > _free ? now : _free;
            _free = _terms.BitsPerSecond is { } rate ? begins + TimeSpan.FromSeconds(packet * 8 / rate) : begins;
            arrival = Later(arrival, PacketArrival(_free));
        }

        return _last = Later(_last, arrival);
    }

    /// <summary>When the network is there again, if it is in a black-out at a time; else that time.</summary>
    public static DateTimeOffset AfterBlackout(NetworkTerms terms, DateTimeOffset begun, DateTimeOffset time)
    {
        if (terms.Blackout <= TimeSpan.Zero || terms.BlackoutEvery <= TimeSpan.Zero)
        {
            return time;
        }

        // The first one comes after a whole interval.
        var since = (time - begun).Ticks;
        var into = since % terms.BlackoutEvery.Ticks;
        return since >= terms.BlackoutEvery.Ticks && into < terms.Blackout.Ticks ? time.AddTicks(terms.Blackout.Ticks - into) : time;
    }

    private DateTimeOffset PacketArrival(DateTimeOffset sent)
    {
        var timeout = Longer(LeastTimeout, _terms.Latency * 2);
        for (var tries = 0; _random.NextDouble() < _terms.Loss; tries++)
        {
            sent += timeout * (1 << Math.Min(tries, MostDoublings));
        }

        var jitter = _terms.Jitter * ((_random.NextDouble() * 2) - 1);
        return AfterBlackout(_terms, _begun, sent) + Longer(TimeSpan.Zero, _terms.Latency + jitter);
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
