using Microsoft.EntityFrameworkCore;
using Npgsql;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>Adds to the track in PostgreSQL, a batch with one statement; other processes add to the same track.</summary>
internal sealed class PostgresTrackWriter(PositionFeed feed) : ITrackWriter
{
    private const int Page = 1000;

    // Decides what was already kept, in the table or earlier in the batch, and what comes late.
    private const string Insert = """
        INSERT INTO track_points ("Subject", "Nation", "EventTime", "ReceiptTime", "Latitude", "Longitude", "AccuracyMetres", "SpeedMps", "HeadingDegrees", "Source", "IsLate")
        SELECT subject, nation, event, @receipt, latitude, longitude, accuracy, speed, heading, source,
            coalesce(greatest(max(event) OVER earlier, (SELECT max(known."EventTime") FROM track_points known WHERE known."Subject" = report.subject)) > event, false)
        FROM unnest(@subject, @nation, @event, @latitude, @longitude, @accuracy, @speed, @heading, @source) WITH ORDINALITY
            AS report(subject, nation, event, latitude, longitude, accuracy, speed, heading, source, place)
        WINDOW earlier AS (PARTITION BY subject ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ORDER BY place
        ON CONFLICT ("Subject", "EventTime") DO NOTHING
        RETURNING "Sequence", "Subject", "EventTime", "IsLate"
        """;

    private const string SelectOwners = """
        SELECT DISTINCT ON ("Subject") "Subject", "Nation" FROM track_points WHERE "Subject" = ANY (@subjects) ORDER BY "Subject", "EventTime" DESC
        """;

    private readonly Dictionary<string, string> _owners = [];
    private object? _batch;
    private NpgsqlConnection? _connection;
    private List<TrackPoint> _added = [];

    public async Task JoinAsync(GeolocationDb db, IEnumerable<string> subjects)
    {
        if (_batch != db.Batch)
        {
            (_batch, _connection) = (db.Batch, (NpgsqlConnection)db.Database.GetDbConnection());
            await CatchUpAsync(db);
        }

        await FindOwnersAsync([.. subjects.Where(subject => feed.Index.Find(subject) is null).Distinct()]);
        var added = _added = [];
        db.AfterCommit(() => feed.Publish(added));
    }

    public string? OwnerOf(string subject) => feed.Index.Find(subject)?.Nation ?? _owners.GetValueOrDefault(subject);

    public async Task<IReadOnlyList<TrackPoint?>> AddAsync(IReadOnlyList<AllowedReport> reports, DateTimeOffset receiptTime)
    {
        var kept = reports.Count > 0 ? await InsertAsync(reports, receiptTime) : [];
        var points = new List<TrackPoint?>(reports.Count);
        foreach (var (report, nation) in reports)
        {
            var eventTime = report.EventTime.ToDateTimeOffset();
            points.Add(kept.Remove((report.Subject, eventTime.UtcTicks), out var row)
                ? report.ToTrackPoint(row.Sequence, nation, eventTime, receiptTime, row.IsLate)
                : null);
        }

        _added.AddRange(points.OfType<TrackPoint>());
        return points;
    }

    // Nobody else adds while this transaction lasts, so what others have committed comes before all that it adds. Only at its beginning:
    // later it would see what it has added itself and may still take back.
    private async Task CatchUpAsync(GeolocationDb db)
    {
        var count = Page;
        while (count == Page)
        {
            var others = await db.TrackPoints.AsNoTracking().Where(point => point.Sequence > feed.Index.End)
                .OrderBy(point => point.Sequence).Take(Page).ToListAsync();
            feed.Publish(others);
            count = others.Count;
        }
    }

    // What this transaction has added before is not in the index yet.
    private async Task FindOwnersAsync(string[] subjects)
    {
        _owners.Clear();
        if (subjects.Length == 0)
        {
            return;
        }

        await using var command = new NpgsqlCommand(SelectOwners, _connection) { Parameters = { new("subjects", subjects) } };
        await using var owners = await command.ExecuteReaderAsync();
        while (await owners.ReadAsync())
        {
            _owners[owners.GetString(0)] = owners.GetString(1);
        }
    }

    private async Task<Dictionary<(string Subject, long EventTime), (long Sequence, bool IsLate)>> InsertAsync(
        IReadOnlyList<AllowedReport> reports, DateTimeOffset receiptTime)
    {
        await using var command = new NpgsqlCommand(Insert, _connection)
        {
            Parameters =
            {
                Column("subject", allowed => allowed.Report.Subject),
                Column("nation", allowed => allowed.Nation),
                Column("event", allowed => allowed.EventTime.UtcTicks),
                new("receipt", receiptTime.UtcTicks),
                Column("latitude", allowed => allowed.Report.Location.Latitude),
                Column("longitude", allowed => allowed.Report.Location.Longitude),
                Column("accuracy", allowed => allowed.Report.HasAccuracyMetres ? allowed.Report.AccuracyMetres : (float?)null),
                Column("speed", allowed => allowed.Report.HasSpeedMps ? allowed.Report.SpeedMps : (float?)null),
                Column("heading", allowed => allowed.Report.HasHeadingDegrees ? allowed.Report.HeadingDegrees : (float?)null),
                Column("source", allowed => (int)allowed.Report.Source),
            },
        };
        var kept = new Dictionary<(string, long), (long, bool)>(reports.Count);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            kept[(rows.GetString(1), rows.GetInt64(2))] = (rows.GetInt64(0), rows.GetBoolean(3));
        }

        return kept;

        NpgsqlParameter Column<T>(string name, Func<AllowedReport, T> value) => new(name, reports.Select(value).ToArray());
    }
}
