namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Where a service keeps its data: in a SQLite file, or in PostgreSQL if a connection is given. Section <c>Data</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>The directory that holds one SQLite file per service. Made if it does not exist. Of no meaning with PostgreSQL.</summary>
    public string Directory { get; set; } = ".data";

    /// <summary>
    /// The connection string of the service's PostgreSQL database, in Npgsql's form: <c>Host=db;Username=roster</c>. Without a
    /// <c>Database</c> it is the one with the service's name; its <c>Maximum Pool Size</c> bounds the reads at once. Empty means SQLite.
    /// </summary>
    public string Connection { get; set; } = "";

    /// <summary>A file that holds the connection string, such as a mounted secret, instead of <see cref="Connection"/>.</summary>
    public string ConnectionFile { get; set; } = "";

    /// <summary>The most changes that share one commit.</summary>
    public int MaxGroup { get; set; } = 256;

    /// <summary>The most changes that wait for a commit; further callers wait their turn.</summary>
    public int MaxWaiting { get; set; } = 10_000;

    /// <summary>What to do with the store instead of serving: <c>plan</c> lists migrations that are pending, <c>migrate</c> applies them, <c>verify</c> looks the store through. Empty means serve.</summary>
    public string Task { get; set; } = "";

    /// <summary>Whether the data is in PostgreSQL.</summary>
    public bool UsesPostgres => Connection.Length > 0 || ConnectionFile.Length > 0;
}
