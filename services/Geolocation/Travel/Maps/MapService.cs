using Grpc.Core;
using TaskForce.Geolocation.Geography;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel.Maps;

internal sealed class MapService(TravelModel travel) : V1.MapService.MapServiceBase
{
    private const double LargestRadius = 500_000;

    public override Task<MapExtract> GetMapExtract(V1.GetMapExtractRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        var center = violations.ReadPoint(request.Center, "center");
        violations.Check(request.RadiusMetres is > 0 and <= LargestRadius, "radius_metres", $"must be more than 0 and at most {LargestRadius} metres");
        violations.ThrowIfAny();

        return Task.FromResult(Extract(travel.Map.Nations, center, request.RadiusMetres));
    }

    /// <summary>The cells within so many metres of a point, and the rest of the rectangle around them.</summary>
    internal static MapExtract Extract(NationMap map, GeoPoint center, double metres)
    {
        var (rows, columns) = NationMap.CellsWithin(center.Latitude, metres);
        var (row, column) = (NationMap.RowOf(center), NationMap.ColumnOf(center));
        var (first, last) = (Math.Max(0, row - rows), Math.Min(NationMap.Rows - 1, row + rows));
        var west = (column - columns + NationMap.Columns) % NationMap.Columns;
        var extract = new MapExtract
        {
            SouthWest = new() { Latitude = ((double)first / NationMap.CellsPerDegree) - 90, Longitude = ((double)west / NationMap.CellsPerDegree) - 180 },
            CellDegrees = 1.0 / NationMap.CellsPerDegree,
            Columns = (2 * columns) + 1,
        };
        var numbers = new Dictionary<byte, int> { [NationMap.Water] = 0 };
        for (var y = first; y <= last; y++)
        {
            for (var x = 0; x < extract.Columns; x++)
            {
                Add(map.OwnerAt(y, (west + x) % NationMap.Columns));
            }
        }

        return extract;

        void Add(byte owner)
        {
            if (!numbers.TryGetValue(owner, out var number))
            {
                extract.Nations.Add(map.CodeOf(owner));
                numbers[owner] = number = extract.Nations.Count;
            }

            if (extract.Runs.Count > 0 && extract.Runs[^1].Nation == number)
            {
                extract.Runs[^1].Length++;
            }
            else
            {
                extract.Runs.Add(new MapExtract.Types.Run { Nation = number, Length = 1 });
            }
        }
    }
}
