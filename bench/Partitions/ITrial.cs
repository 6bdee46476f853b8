namespace TaskForce.Partitions;

/// <summary>What is measured of a table.</summary>
internal interface ITrial
{
    /// <summary>The word by which it is asked for.</summary>
    string Name { get; }

    /// <summary>Fills a new database, and measures.</summary>
    Task RunAsync(Store store, Report report, bool isPartitioned);
}
