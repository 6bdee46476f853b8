using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Backups;

/// <summary>A service's SQLite file, in use or not.</summary>
/// <param name="path">Where it is.</param>
internal sealed class StoreFile(string path)
{
    /// <summary>
    /// Copies the file as it is at one moment while the service goes on. Never by copying the bytes of a file in use: what was committed last
    /// is in the log beside it.
    /// </summary>
    public void CopyTo(string target)
    {
        using var source = Open(path, SqliteOpenMode.ReadWrite);
        using var copy = Open(target, SqliteOpenMode.ReadWriteCreate);
        source.BackupDatabase(copy);
    }

    /// <summary>Looks through every page and index.</summary>
    /// <exception cref="RefusedException">It is damaged; the message names it.</exception>
    public void MustBeWhole()
    {
        try
        {
            using var file = Open(path, SqliteOpenMode.ReadWrite);
            if (Ask(file, "PRAGMA integrity_check(1)") is not "ok" and var damage)
            {
                throw Damaged($"{damage}");
            }
        }
        catch (SqliteException fault)
        {
            throw Damaged(fault.Message);
        }
    }

    /// <summary>What the manifest says of it.</summary>
    public BackupPart Describe(string service)
    {
        string migration;
        long sequence;
        using (var file = Open(path, SqliteOpenMode.ReadWrite))
        {
            migration = Ask(file, """SELECT max("MigrationId") FROM "__EFMigrationsHistory" """) as string ?? "";
            sequence = Ask(file, """SELECT max("Sequence") FROM events""") as long? ?? 0;
        }

        return new(service, $"{service}.db", new FileInfo(path).Length, Hash(), migration, sequence);
    }

    /// <summary>The SHA-256 of its content; nobody may use it meanwhile.</summary>
    public string Hash()
    {
        using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    /// <summary>Has its content on disk, whatever happens to the power.</summary>
    public void Sync()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    internal static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, DefaultTimeout = 60, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    internal static object? Ask(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }

    private RefusedException Damaged(string damage) => new($"{path} is damaged: {damage.ReplaceLineEndings(" ")}");
}
