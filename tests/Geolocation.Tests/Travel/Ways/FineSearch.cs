using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Maps;

namespace TaskForce.Geolocation.Tests.Travel.Ways;

/// <summary>The shortest way within a box, over every single cell of the map and in eight directions: slow, and simple enough to believe.</summary>
internal sealed class FineSearch(bool land, double south, double north, double west, double east)
{
    private readonly Dictionary<(int, int), double> _metres = [];

    public double Metres(GeoPoint from, GeoPoint to)
    {
        var goal = CellOf(to);
        var open = new PriorityQueue<(int Row, int Column), double>();
        open.Enqueue(CellOf(from), _metres[CellOf(from)] = 0);
        while (open.TryDequeue(out var cell, out var metres))
        {
            if (cell == goal)
            {
                return metres;
            }

            foreach (var next in Beside(cell).Where(IsOpen))
            {
                var farther = metres + Apart(cell, next);
                if (farther < _metres.GetValueOrDefault(next, double.PositiveInfinity))
                {
                    open.Enqueue(next, _metres[next] = farther);
                }
            }
        }

        return double.PositiveInfinity;
    }

    private static (int Row, int Column) CellOf(GeoPoint point) => (NationMap.RowOf(point), NationMap.ColumnOf(point));

    private static double Apart((int Row, int Column) a, (int Row, int Column) b) =>
        Sphere.Metres(NationMap.Middle(a.Row, a.Column).ChordSquaredTo(NationMap.Middle(b.Row, b.Column)));

    // Diagonally only past a corner that is open too.
    private IEnumerable<(int, int)> Beside((int Row, int Column) cell) =>
        from rows in Enumerable.Range(-1, 3)
        from columns in Enumerable.Range(-1, 3)
        where (rows, columns) != (0, 0) && (IsOpen((cell.Row + rows, cell.Column)) || IsOpen((cell.Row, cell.Column + columns)))
        select (cell.Row + rows, cell.Column + columns);

    private bool IsOpen((int Row, int Column) cell) =>
        cell.Row >= (south + 90) * NationMap.CellsPerDegree && cell.Row < (north + 90) * NationMap.CellsPerDegree
        && cell.Column >= (west + 180) * NationMap.CellsPerDegree && cell.Column < (east + 180) * NationMap.CellsPerDegree
        && TravelModels.Nations.OwnerAt(cell.Row, cell.Column) != NationMap.Water == land;
}
