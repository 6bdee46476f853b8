using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// Adds to the track with statements that are prepared once for the connection of the store's one writer, past EF Core and its change
/// tracking. Not thread safe: the writer runs one change at a time.
/// </summary>
internal sealed class TrackWriter(PositionFeed feed) : IDisposable
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

    /// <summary>Joins a change: what is added from here on is made known once the change is on disk.</summary>
    public void Join(GeolocationDb db)
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
    }

    /// <summary>The nation that a subject belongs to, or null if it never reported.</summary>
    public string? OwnerOf(string subject)
    {
        if (feed.Index.Find(subject) is { } known)
        {
            return known.Nation;
        }

        _selectOwner.Parameters[0].Value = subject;
        return _selectOwner.ExecuteScalar() as string;
    }

    /// <summary>Keeps a report that the rules allow; null if its subject and event time were kept before.</summary>
    public TrackPoint? Add(V1.PositionReport report, string nation, DateTimeOffset receiptTime)
    {
        var eventTime = report.EventTime.ToDateTimeOffset();
        Bind(report, nation, eventTime, receiptTime);
        using var kept = _insert.ExecuteReader();
        if (!kept.Read())
        {
            return null;
        }

        var point = report.ToTrackPoint(kept.GetInt64(0), nation, eventTime, receiptTime, isLate: kept.GetBoolean(1));
        _added.Add(point);
        return point;
    }

    public void Dispose()
    {
        _insert.Dispose();
        _selectOwner.Dispose();
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
