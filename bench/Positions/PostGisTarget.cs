using Npgsql;
using TaskForce.Testing;

namespace TaskForce.Positions;

/// <summary>PostGIS: a row a subject, an index of places, the nearest by the index's own order (<c>&lt;-&gt;</c>).</summary>
internal sealed class PostGisTarget : ITarget
{
    private const string Make = """
        CREATE EXTENSION postgis;
        CREATE TABLE fleet (name text PRIMARY KEY, place geography(Point, 4326) NOT NULL);
        CREATE INDEX ON fleet USING gist (place)
        """;

    private const string Move = """
        INSERT INTO fleet SELECT name, ST_MakePoint(east, north)::geography FROM unnest($1, $2, $3) AS moved (name, east, north)
        ON CONFLICT (name) DO UPDATE SET place = excluded.place
        """;

    private const string Near = """
        SELECT name, ST_Y(place::geometry), ST_X(place::geometry), place <-> ST_MakePoint($1, $2)::geography AS metres FROM fleet
        WHERE ST_DWithin(place, ST_MakePoint($1, $2)::geography, $3) ORDER BY place <-> ST_MakePoint($1, $2)::geography LIMIT $4
        """;

    private const string InBox = """
        SELECT name, ST_Y(place::geometry), ST_X(place::geometry), place <-> ST_MakePoint($1, $2)::geography AS metres FROM fleet
        WHERE place && ST_Expand(ST_MakePoint($1, $2)::geography::geometry, $3)::geography ORDER BY place <-> ST_MakePoint($1, $2)::geography LIMIT $4
        """;

    private readonly PostgresNode _server;
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlConnection _asking;

    private PostGisTarget(PostgresNode server)
    {
        _server = server;
        _database = NpgsqlDataSource.Create($"{server.Connection};Maximum Pool Size=16;Max Auto Prepare=8;Auto Prepare Min Usages=1");
        _asking = _database.OpenConnection();
    }

    /// <summary>Whether Debian's package is there.</summary>
    public static bool IsInstalled => Directory.Exists("/usr/share/postgresql")
        && Directory.EnumerateFiles("/usr/share/postgresql", "postgis.control", SearchOption.AllDirectories).Any();

    public string Name => "PostGIS";

    public static async Task<PostGisTarget> StartAsync()
    {
        var server = await PostgresNode.CreateAsync(CancellationToken.None, isSynced: true);
        await server.ExecuteAsync(Make, CancellationToken.None);
        return new(server);
    }

    public async Task<ILane> OpenAsync() => new Lane(await _database.OpenConnectionAsync());

    public async Task<int> FindAsync(Inquiry inquiry)
    {
        const double MetresPerDegree = 111_195;
        await using var question = new NpgsqlCommand(inquiry.IsBox ? InBox : Near, _asking)
        {
            Parameters =
            {
                new() { Value = inquiry.Longitude }, new() { Value = inquiry.Latitude },
                new() { Value = inquiry.IsBox ? inquiry.Radius / MetresPerDegree : inquiry.Radius }, new() { Value = inquiry.Most },
            },
        };
        await using var found = await question.ExecuteReaderAsync();
        var count = 0;
        while (await found.ReadAsync())
        {
            _ = (found.GetString(0), found.GetDouble(1), found.GetDouble(2), found.GetDouble(3));
            count++;
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await _asking.DisposeAsync();
        await _database.DisposeAsync();
        await _server.DisposeAsync();
    }

    // A statement a batch, one at a time: PostgreSQL takes no more on a connection.
    private sealed class Lane(NpgsqlConnection connection) : ILane
    {
        private readonly Queue<Task> _underWay = [];

        public Wire Wire { get; } = new();

        public Task SendAsync(Fleet fleet, Round subjects, int count, int report, long? time)
        {
            var (names, easts, norths) = (new string[count], new double[count], new double[count]);
            for (var i = 0; i < count; i++)
            {
                var subject = subjects.At(i);
                names[i] = System.Text.Encoding.ASCII.GetString(fleet.NameOf(subject));
                (norths[i], easts[i]) = fleet.PlaceOf(subject, report);
            }

            _underWay.Enqueue(MoveAsync(_underWay.LastOrDefault(), names, easts, norths));
            return Task.CompletedTask;
        }

        public async Task<int> AcknowledgedAsync(int batchSize)
        {
            await _underWay.Dequeue();
            return 1;
        }

        public void Dispose() => connection.Dispose();

        private async Task MoveAsync(Task? before, string[] names, double[] easts, double[] norths)
        {
            await (before ?? Task.CompletedTask);
            await using var move = new NpgsqlCommand(Move, connection) { Parameters = { new() { Value = names }, new() { Value = easts }, new() { Value = norths } } };
            await move.ExecuteNonQueryAsync();
        }
    }
}
