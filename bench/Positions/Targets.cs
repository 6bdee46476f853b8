namespace TaskForce.Positions;

/// <summary>What takes positions and answers questions about them.</summary>
internal interface ITarget : IAsyncDisposable
{
    string Name { get; }

    /// <summary>The server's.</summary>
    int ProcessId { get; }

    /// <summary>A connection of its own to send positions over.</summary>
    Task<ILane> OpenAsync();

    /// <summary>How many are found: the nearest within a radius, or all within it if <paramref name="most"/> is 0.</summary>
    Task<int> FindAsync(double latitude, double longitude, double radiusMetres, int most);
}

/// <summary>One connection. Batches may be sent while earlier ones are not acknowledged.</summary>
internal interface ILane : IDisposable
{
    /// <summary>Sends the positions of some subjects; one sender at a time.</summary>
    Task SendAsync(Fleet fleet, Round subjects, int count, int report);

    /// <summary>Waits until some batch is acknowledged; how many batches are now.</summary>
    Task<int> AcknowledgedAsync(int batchSize);
}

/// <summary>Subjects in a circle.</summary>
/// <param name="First">The one to begin with.</param>
/// <param name="End">Behind the last one of the circle.</param>
/// <param name="Length">How many there are.</param>
internal readonly record struct Round(int First, int End, int Length)
{
    /// <summary>The i-th from the first one on, once round and on again.</summary>
    public int At(int i) => First + i < End ? First + i : End - Length + ((First + i - End) % Length);
}
