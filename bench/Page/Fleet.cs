using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Geolocation.V1;

namespace TaskForce.Page;

/// <summary>Units that report once a second and move some 22 m each time.</summary>
internal sealed class Fleet(TaskForceConnection connection, int count)
{
    private const int Batch = 100;
    private const int Columns = 100;

    private long _reports;

    /// <summary>How many reports have been acknowledged.</summary>
    public long Reports => Interlocked.Read(ref _reports);

    /// <summary>Moves them until it is cancelled: a hundred at a time, evenly spread over each second.</summary>
    public async Task MoveAsync(CancellationToken end)
    {
        using var call = connection.Positions.StreamPositions(cancellationToken: CancellationToken.None);
        var (began, batches) = (TimeProvider.System.GetTimestamp(), count / Batch);
        for (var sent = 0L; !end.IsCancellationRequested; sent++)
        {
            var due = TimeSpan.FromSeconds((double)sent / batches) - TimeProvider.System.GetElapsedTime(began);
            if (due > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(due, TimeProvider.System, CancellationToken.None);
            }

            await call.RequestStream.WriteAsync(Report(sent + 1, (int)(sent % batches) * Batch, sent / batches), CancellationToken.None);
            await call.ResponseStream.MoveNext(CancellationToken.None);
            Interlocked.Add(ref _reports, Batch);
        }
    }

    private StreamPositionsRequest Report(long sequence, int first, long round)
    {
        var time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        return new()
        {
            Sequence = sequence,
            Reports =
            {
                Enumerable.Range(first, Batch).Select(unit => new PositionReport { Subject = $"assets/de-unit-{unit:00000}", Location = PlaceOf(unit, round), EventTime = time, HeadingDegrees = 0 }),
            },
        };
    }

    // Every other one in the country, on a lattice; the others in one city, some 30 km wide, where the map's middle is. All go north and come back, so that they stay in sight.
    private Google.Type.LatLng PlaceOf(int unit, long round)
    {
        var (size, south, west) = unit % 2 == 0 ? (26.0, 28.0, -12.0) : (0.3, 43.0, 0.85);
        var (row, column, way) = (unit / 2 / Columns, unit / 2 % Columns, round % 200);
        return new()
        {
            Latitude = south + (size * row * 2 * Columns / count) + (0.0002 * (way < 100 ? way : 200 - way)),
            // A little askew, or a line of units would move as one.
            Longitude = west + (size * (column + (0.1 * (row % 10))) / Columns),
        };
    }
}
