using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>Adds to the track in SQLite, with statements that are prepared once for the connection of the store's one writer.</summary>
internal sealed class SqliteTrackWriter(PositionFeed feed) : ITrackWriter, IDisposable
{
    // One statement decides what was already kept and what comes late.
    private const string Insert = """
        INSERT INTO track_points (Subject, Nation, EventTime, ReceiptTime, Latitude, Longitude, AccuracyMetres, SpeedMps, HeadingDegrees, Source, IsLate)
        VALUES ($subject, $nation, $event, $receipt, $latitude, $longitude, $accuracy, $speed, $heading, $source,
            EXISTS (SELECT 1 FROM track_points WHERE Subject = $subject AND EventTime > $event))
        ON CONFLICT (Subject, EventTime) DO NOTHING
        RETURNING Sequence, IsLate
        """;

    private const string SelectOwner = "SELECT Nation FROM track_points WHERE Subject = $subject ORDER BY EventTime DESC LIMIT 1";

    private static readonly string[] Columns =
        ["$subject", "$nation", "$event", "$receipt", "$latitude", "$longitude", "$accuracy", "$speed", "$heading", "$source"];

    private SqliteConnection? _connection;
    private SqliteCommand _insert = new();
    private SqliteCommand _selectOwner = new();
    private List<TrackPoint> _added = [];

    public Task JoinAsync(GeolocationDb db, IEnumerable<string> subjects)
    {
        if (_connection != db.Database.GetDbConnection())
        {
            Dispose();
            _connection = (SqliteConnection)db.Database.GetDbConnection();
            _insert = Prepare(_connection, Insert, Columns);
            _selectOwner = Prepare(_connection, SelectOwner, ["$subject"]);
        }

        _insert.Transaction = _selectOwner.Transaction = (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction();
        var added = _added = [];
        db.AfterCommit(() => feed.Publish(added));
        return Task.CompletedTask;
    }

    public string? OwnerOf(string subject)
    {
        if (feed.Index.Find(subject) is { } known)
        {
            return known.Nation;
        }

        _selectOwner.Parameters[0].Value = subject;
        return _selectOwner.ExecuteScalar() as string;
    }

    public Task<IReadOnlyList<TrackPoint?>> AddAsync(IReadOnlyList<AllowedReport> reports, DateTimeOffset receiptTime)
    {
        var points = new TrackPoint?[reports.Count];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = Add(reports[i], receiptTime);
        }

        return Task.FromResult<IReadOnlyList<TrackPoint?>>(points);
    }

    public void Dispose()
    {
        _insert.Dispose();
        _selectOwner.Dispose();
    }

    private TrackPoint? Add(AllowedReport allowed, DateTimeOffset receiptTime)
    {
        var eventTime = allowed.EventTime;
        Bind(allowed.Report, allowed.Nation, eventTime, receiptTime);
        using var kept = _insert.ExecuteReader();
        if (!kept.Read())
        {
            return null;
        }

        var point = allowed.Report.ToTrackPoint(kept.GetInt64(0), allowed.Nation, eventTime, receiptTime, isLate: kept.GetBoolean(1));
        _added.Add(point);
        return point;
    }

    private void Bind(V1.PositionReport report, string nation, DateTimeOffset eventTime, DateTimeOffset receiptTime)
    {
        var values = _insert.Parameters;
        values[0].Value = report.Subject;
        values[1].Value = nation;
        values[2].Value = eventTime.UtcTicks;
        values[3].Value = receiptTime.UtcTicks;
        values[4].Value = report.Location.Latitude;
        values[5].Value = report.Location.Longitude;
        values[6].Value = report.HasAccuracyMetres ? report.AccuracyMetres : DBNull.Value;
        values[7].Value = report.HasSpeedMps ? report.SpeedMps : DBNull.Value;
        values[8].Value = report.HasHeadingDegrees ? report.HeadingDegrees : DBNull.Value;
        values[9].Value = (int)report.Source;
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string text, string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        return command;
    }
}
