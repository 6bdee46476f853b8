namespace TaskForce.Cli.Simulate;

/// <summary>How bad a network is; nothing by default.</summary>
internal sealed record NetworkTerms
{
    /// <summary>How long a packet takes one way.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How much longer or shorter than that, at most.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The part of the packets that is lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Bits per second each way; null for no limit.</summary>
    public double? BitsPerSecond { get; init; }

    /// <summary>How long a black-out lasts in which nothing passes; none if zero.</summary>
    public TimeSpan Blackout { get; init; }

    /// <summary>How long it is from the beginning of one black-out to that of the next.</summary>
    public TimeSpan BlackoutEvery { get; init; }

    /// <summary>After how long a device has another address, and its connections are gone; never if zero.</summary>
    public TimeSpan AddressChangeEvery { get; init; }

    /// <summary>Whether there is anything bad about it.</summary>
    public bool IsGood => this == new NetworkTerms();
}
