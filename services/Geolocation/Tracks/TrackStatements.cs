using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>What every commit of positions asks and writes, prepared once per connection: the same text on both databases. One user at a time.</summary>
internal sealed class TrackStatements : IDisposable
{
    private const string LookText = """
        SELECT coalesce((SELECT max("Last") FROM track_batches), 0), coalesce((SELECT "After" FROM log_starts WHERE "Topic" = 'positions'), 0),
            coalesce((SELECT "Sequence" FROM track_marks WHERE "Name" = 'paged'), 0)
        """;

    private const string AppendText =
        """INSERT INTO track_batches ("First", "Last", "ReceiptTime", "Points") VALUES (@first, @last, @receipt, @points)""";

    private const string RegisterText = """INSERT INTO subjects ("Id", "Name", "Nation") VALUES (@id, @name, @nation)""";

    private const string ReassignText = """UPDATE subjects SET "Nation" = @nation WHERE "Id" = @id""";

    private readonly DbCommand _look;
    private readonly DbCommand _append;
    private readonly DbCommand _register;
    private readonly DbCommand _reassign;

    private TrackStatements(DbConnection connection)
    {
        Connection = connection;
        _look = Make(LookText);
        _append = Make(AppendText, "first", "last", "receipt", "points");
        _register = Make(RegisterText, "id", "name", "nation");
        _reassign = Make(ReassignText, "id", "nation");
    }

    public DbConnection Connection { get; }

    /// <summary>The statements for a change, those of the change before if the connection is the same.</summary>
    public static TrackStatements For(GeolocationDb db, TrackStatements? before)
    {
        var connection = db.Database.GetDbConnection();
        if (before is not null && before.Connection != connection)
        {
            before.Dispose();
            before = null;
        }

        var statements = before ?? new(connection);
        var transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        statements._look.Transaction = statements._append.Transaction = transaction;
        statements._register.Transaction = statements._reassign.Transaction = transaction;
        return statements;
    }

    /// <summary>Where the log ends, and up to where it is in pages.</summary>
    public async Task<(long End, long Paged)> LookAsync()
    {
        await using var found = await _look.ExecuteReaderAsync();
        await found.ReadAsync();
        return (Math.Max(found.GetInt64(0), found.GetInt64(1)), found.GetInt64(2));
    }

    public Task AppendAsync(BatchRow row) => ExecuteAsync(_append, row.First, row.Last, row.ReceiptTime, row.Points);

    public Task RegisterAsync(int id, string name, string nation) => ExecuteAsync(_register, id, name, nation);

    public Task ReassignAsync(int id, string nation) => ExecuteAsync(_reassign, id, nation);

    public void Dispose()
    {
        _look.Dispose();
        _append.Dispose();
        _register.Dispose();
        _reassign.Dispose();
    }

    private static Task<int> ExecuteAsync(DbCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command.ExecuteNonQueryAsync();
    }

    private DbCommand Make(string text, params ReadOnlySpan<string> parameters)
    {
        var command = Connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
