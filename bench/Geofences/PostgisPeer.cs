using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;

namespace TaskForce.Geofences;

/// <summary>
/// The least of it in PostGIS, a batch of reports a transaction: which fences hold the new positions by an index, who has come in and who has gone out
/// since the last one, and both kept as events. It knows nothing of accuracy, of passing through, of dwelling or of late positions, tells nobody, and does not
/// wait for its disk.
/// </summary>
internal sealed class PostgisPeer : IAsyncDisposable
{
    private const int Batch = 1000;

    private const string Tables = """
        CREATE EXTENSION postgis;
        CREATE TABLE fences (id int PRIMARY KEY, area geometry NOT NULL);
        CREATE TABLE inside (subject text, fence int, PRIMARY KEY (subject, fence));
        CREATE TABLE events (id bigserial PRIMARY KEY, subject text, fence int, entered bool, time timestamptz);
        """;

    private const string Judge = """
        WITH reports AS (SELECT * FROM unnest($1, $2, $3, $4) AS r (subject, latitude, longitude, time)),
        now AS (SELECT r.subject, f.id AS fence, r.time FROM reports r JOIN fences f ON ST_Contains(f.area, ST_SetSRID(ST_MakePoint(r.longitude, r.latitude), 4326))),
        came AS (INSERT INTO inside SELECT subject, fence FROM now ON CONFLICT DO NOTHING RETURNING subject, fence),
        went AS (DELETE FROM inside i USING reports r WHERE i.subject = r.subject AND NOT EXISTS (SELECT FROM now n WHERE n.subject = i.subject AND n.fence = i.fence)
            RETURNING i.subject, i.fence)
        INSERT INTO events (subject, fence, entered, time)
            SELECT c.subject, c.fence, true, r.time FROM came c JOIN reports r USING (subject) UNION ALL SELECT w.subject, w.fence, false, r.time FROM went w JOIN reports r USING (subject)
        """;

    private readonly string _database = PostgresServer.Shared.CreateDatabase();
    private readonly NpgsqlConnection _connection;

    private PostgisPeer() => _connection = new(_database);

    /// <summary>Draws the same fences.</summary>
    public static async Task<PostgisPeer> StartAsync(IEnumerable<(double Latitude, double Longitude, double Radius)> fences)
    {
        var peer = new PostgisPeer();
        await peer._connection.OpenAsync();
        await using var tables = new NpgsqlCommand(Tables, peer._connection);
        await tables.ExecuteNonQueryAsync();
        var all = fences.ToList();
        await using var draw = new NpgsqlCommand(
            "INSERT INTO fences SELECT id, ST_Buffer(ST_MakePoint(longitude, latitude)::geography, radius)::geometry FROM unnest($1, $2, $3, $4) AS f (id, latitude, longitude, radius)", peer._connection);
        draw.Parameters.Add(new() { Value = Enumerable.Range(0, all.Count).ToArray() });
        draw.Parameters.Add(new() { Value = all.ConvertAll(fence => fence.Latitude).ToArray() });
        draw.Parameters.Add(new() { Value = all.ConvertAll(fence => fence.Longitude).ToArray() });
        draw.Parameters.Add(new() { Value = all.ConvertAll(fence => fence.Radius).ToArray() });
        await draw.ExecuteNonQueryAsync();
        await using var index = new NpgsqlCommand("CREATE INDEX ON fences USING gist (area); ANALYZE fences", peer._connection);
        await index.ExecuteNonQueryAsync();
        return peer;
    }

    /// <summary>Judges reports of different subjects; how many events, and in how many seconds.</summary>
    public async Task<(int Events, double Seconds)> JudgeAsync(IReadOnlyList<PositionReport> reports)
    {
        var watch = Stopwatch.StartNew();
        var events = 0;
        foreach (var batch in reports.Chunk(Batch))
        {
            await using var command = new NpgsqlCommand(Judge, _connection);
            command.Parameters.Add(new() { Value = Array.ConvertAll(batch, report => report.Subject) });
            command.Parameters.Add(new() { Value = Array.ConvertAll(batch, report => report.Location.Latitude) });
            command.Parameters.Add(new() { Value = Array.ConvertAll(batch, report => report.Location.Longitude) });
            command.Parameters.Add(new() { Value = Array.ConvertAll(batch, report => report.EventTime.ToDateTime()), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz });
            events += await command.ExecuteNonQueryAsync();
        }

        return (events, watch.Elapsed.TotalSeconds);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        PostgresServer.Shared.DropDatabase(_database);
    }
}
