using Microsoft.Data.Sqlite;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>A service's SQLite file, looked at before anything is read from it or written to it.</summary>
/// <param name="path">Where it is, or will be.</param>
internal sealed class SqliteFile(string path)
{
    /// <summary>
    /// Files up to this size are looked through at each start, which takes about a second per 400 MB from a warm disk. A larger one would
    /// hold up the start after a crash; each backup looks through its copy instead.
    /// </summary>
    private const long MostBytes = 256 << 20;

    /// <summary>Where it is, absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>One line for the operator if the file is damaged; null if it is whole, not there yet, or too large to tell.</summary>
    public string? FindDamage()
    {
        if (!File.Exists(Path) || new FileInfo(Path).Length > MostBytes)
        {
            return null;
        }

        try
        {
            return Look() is "ok" ? null : Explain(Look());
        }
        catch (SqliteException fault) when (StoreTrouble.Of(fault) is { Reason: "STORE_DAMAGED" })
        {
            return Explain(fault.Message);
        }
    }

    private string Look()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false }.ToString());
        connection.Open();
        using var look = connection.CreateCommand();
        look.CommandText = "PRAGMA quick_check(1)";
        return $"{look.ExecuteScalar()}";
    }

    private string Explain(string damage) =>
        $"{Path} is damaged ({damage.ReplaceLineEndings(" ")}); stop TaskForce and put back the last backup with taskforce admin restore.";
}
