namespace TaskForce.Testing;

/// <summary>The SQL with which an operator parts the large tables of a PostgreSQL database: <c>docs/partitions.sql</c>, as it is.</summary>
public static class PartitionScript
{
    /// <summary>The whole of it, in one statement.</summary>
    public static string Text { get; } = Read();

    private static string Read()
    {
        using var file = new StreamReader(typeof(PartitionScript).Assembly.GetManifestResourceStream("partitions.sql")!);
        return file.ReadToEnd();
    }
}
