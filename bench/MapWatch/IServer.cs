namespace TaskForce.MapWatch;

/// <summary>What takes positions and tells those who watch.</summary>
internal interface IServer : IAsyncDisposable
{
    string Name { get; }

    int ProcessId { get; }

    /// <summary>A connection of its own to report over.</summary>
    Task<IReporter> OpenAsync();

    /// <summary>Reads all positions over a connection of its own until it is cancelled.</summary>
    Task ReadAsync(Counts counts, CancellationToken cancellation);
}

/// <summary>One connection. Reports may be sent while earlier ones are not acknowledged.</summary>
internal interface IReporter : IDisposable
{
    /// <summary>Sends a report of some units.</summary>
    Task SendAsync(Fleet fleet, int first, int count, int report);

    /// <summary>Waits until the oldest reports that are not are acknowledged.</summary>
    Task AcknowledgedAsync();
}
