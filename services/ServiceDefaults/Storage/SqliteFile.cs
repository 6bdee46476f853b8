using Microsoft.Data.Sqlite;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Looks whether a SQLite file can be trusted before anything is read from it or written to it.</summary>
internal static class SqliteFile
{
    /// <summary>
    /// Files up to this size are looked through at each start, which takes about a second per 400 MB from a warm disk. A larger one would
    /// hold up the start after a crash; each backup looks through its copy instead.
    /// </summary>
    private const long MostBytes = 256 << 20;

    /// <summary>Opens a file.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/>, <c>STORE_DAMAGED</c>, naming the file, if it is not whole.</exception>
    public static Session<TDb> MustBeWhole<TDb>(string file, Func<Session<TDb>> open) where TDb : ServiceDb
    {
        Session<TDb>? session = null;
        try
        {
            session = open();
            return FindDamage(file, session) is { } damage ? throw Damaged(file, damage) : session;
        }
        catch (SqliteException fault) when (StoreTrouble.Of(fault) is { Reason: "STORE_DAMAGED" })
        {
            session?.Dispose();
            throw Damaged(file, fault.Message);
        }
        catch (DomainException)
        {
            session?.Dispose();
            throw;
        }
    }

    private static string? FindDamage<TDb>(string file, Session<TDb> session) where TDb : ServiceDb
    {
        if (new FileInfo(file).Length > MostBytes)
        {
            return null;
        }

        using var look = session.Connection.CreateCommand();
        look.CommandText = "PRAGMA quick_check(1)";
        return look.ExecuteScalar() is "ok" ? null : look.ExecuteScalar() as string;
    }

    private static DomainException Damaged(string file, string damage) => new(Fault.Unavailable, "STORE_DAMAGED",
        $"{Path.GetFullPath(file)} is damaged ({damage.ReplaceLineEndings(" ")}); stop TaskForce and put back the last backup with taskforce restore.");
}
