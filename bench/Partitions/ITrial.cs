namespace TaskForce.Partitions;

/// <summary>What is measured of a table.</summary>
internal interface ITrial
{
    /// <summary>The word by which it is asked for.</summary>
    string Name { get; }

    /// <summary>Fills new databases, and measures them: what is quick by turns, so that whatever else the machine does falls on all of them.</summary>
    Task RunAsync(params IReadOnlyList<Side> sides);
}

/// <summary>One of the two ways to keep a table.</summary>
internal sealed record Side(Store Store, Report Report, bool IsPartitioned);
