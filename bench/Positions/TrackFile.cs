using Microsoft.Data.Sqlite;

namespace TaskForce.Positions;

/// <summary>Looks into the service's database beside it, to count what nobody tells.</summary>
internal static class TrackFile
{
    private const int Buckets = 256;

    /// <summary>The bytes of the log and of the pages, and how many positions they hold.</summary>
    public static async Task<(long Log, long Pages, long Count)> SizesAsync(string file)
    {
        await using var database = await OpenAsync(file);
        return (
            await AskAsync(database, "SELECT coalesce(sum(length(Points)), 0) FROM track_batches"),
            await AskAsync(database, "SELECT coalesce(sum(length(Points)), 0) FROM track_pages"),
            await AskAsync(database, "SELECT coalesce(sum(Last - First + 1), 0) FROM track_batches"));
    }

    /// <summary>The positions in pages.</summary>
    public static async Task<long> PagedAsync(string file)
    {
        await using var database = await OpenAsync(file);
        return await AskAsync(database, "SELECT coalesce((SELECT Sequence FROM track_marks WHERE Name = 'paged'), 0)");
    }

    /// <summary>How many pages have to be read for a period of a subject.</summary>
    public static async Task<long> PagesOfAsync(string file, string subject, long from, long to)
    {
        await using var database = await OpenAsync(file);
        var number = await AskAsync(database, $"SELECT Id FROM subjects WHERE Name = '{subject}'");
        return await AskAsync(database, $"SELECT count(*) FROM track_pages WHERE Bucket = {number % Buckets} AND MinEvent <= {to} AND MaxEvent >= {from}");
    }

    private static async Task<SqliteConnection> OpenAsync(string file)
    {
        var database = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await database.OpenAsync();
        return database;
    }

    private static async Task<long> AskAsync(SqliteConnection database, string question)
    {
        await using var command = database.CreateCommand();
        command.CommandText = question;
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
