namespace TaskForce.Client;

/// <summary>How positions are sent.</summary>
public sealed class PositionSenderOptions
{
    /// <summary>How many reports may wait here to be sent, before <see cref="PositionSender.SendAsync"/> waits.</summary>
    public int MostWaiting { get; init; } = 10_000;

    /// <summary>How many reports go in one request at most; the server takes 10,000.</summary>
    public int MostPerRequest { get; init; } = 1000;

    /// <summary>How many requests may be sent before one is acknowledged; below the server's own limit, which is 16 unless it is configured.</summary>
    public int MostUnderWay { get; init; } = 8;

    /// <summary>The clock by which it waits; the system's unless set.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
