namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Where a service keeps its data. Section <c>Data</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>The directory that holds one database file per service. Made if it does not exist.</summary>
    public string Directory { get; set; } = ".data";

    /// <summary>The most changes that share one commit.</summary>
    public int MaxGroup { get; set; } = 256;

    /// <summary>The most changes that wait for a commit; further callers wait their turn.</summary>
    public int MaxWaiting { get; set; } = 10_000;
}
