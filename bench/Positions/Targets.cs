namespace TaskForce.Positions;

/// <summary>What takes positions and answers questions about them.</summary>
internal interface ITarget : IAsyncDisposable
{
    string Name { get; }

    /// <summary>A connection of its own to send positions over.</summary>
    Task<ILane> OpenAsync();

    /// <summary>How many are found.</summary>
    Task<int> FindAsync(Inquiry inquiry);
}

/// <summary>One process.</summary>
internal interface IServer : ITarget
{
    /// <summary>What it has computed so far.</summary>
    TimeSpan ProcessorTime { get; }

    /// <summary>What it has on disk.</summary>
    long DiskBytes { get; }
}

/// <summary>One connection. Batches may be sent while earlier ones are not acknowledged.</summary>
internal interface ILane : IDisposable
{
    /// <summary>The bytes that went either way.</summary>
    Wire Wire { get; }

    /// <summary>Sends the positions of some subjects; one sender at a time.</summary>
    /// <param name="fleet">All subjects.</param>
    /// <param name="subjects">Which ones.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="report">The number of their report.</param>
    /// <param name="time">When they all are there, UTC ticks; null for now, each a little later.</param>
    Task SendAsync(Fleet fleet, Round subjects, int count, int report, long? time = null);

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

/// <summary>Who is near a place, nearest first.</summary>
/// <param name="Latitude">Degrees.</param>
/// <param name="Longitude">Degrees.</param>
/// <param name="Radius">Within so many metres; if <paramref name="IsBox"/>, half the sides of a box.</param>
/// <param name="IsBox">Whether they are in a box.</param>
/// <param name="Most">How many at most.</param>
internal sealed record Inquiry(double Latitude, double Longitude, double Radius, bool IsBox, int Most);
