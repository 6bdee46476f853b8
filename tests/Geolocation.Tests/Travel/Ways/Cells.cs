using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Maps;

namespace TaskForce.Geolocation.Tests.Travel.Ways;

/// <summary>What the map says by itself, cell by cell, with nothing of the search.</summary>
internal sealed class Cells
{
    private readonly int[][] _runs;
    private readonly Dictionary<(int Row, int Run), (int Row, int Run)> _next = [];

    /// <summary>Joins the runs of land of each row with those that they touch in the row below.</summary>
    public Cells()
    {
        var cells = new byte[NationMap.Columns];
        _runs = new int[NationMap.Rows][];
        for (var row = 0; row < NationMap.Rows; row++)
        {
            TravelModels.Nations.Read(row, cells);
            _runs[row] = [.. Edges(cells)];
            for (var run = 0; row > 0 && run < _runs[row].Length; run += 2)
            {
                for (var below = 0; below < _runs[row - 1].Length; below += 2)
                {
                    if (_runs[row][run] < _runs[row - 1][below + 1] && _runs[row - 1][below] < _runs[row][run + 1])
                    {
                        Join((row, run), (row - 1, below));
                    }
                }
            }

            if (_runs[row] is [0, .., NationMap.Columns])
            {
                Join((row, 0), (row, _runs[row].Length - 2));
            }
        }
    }

    /// <summary>Whether one can go over land from one point to the other; both must be on land.</summary>
    public bool AreJoined(GeoPoint a, GeoPoint b) => Root(RunOf(a)) == Root(RunOf(b));

    private static IEnumerable<int> Edges(byte[] cells)
    {
        var land = false;
        for (var column = 0; column <= cells.Length; column++)
        {
            if ((column < cells.Length && cells[column] != NationMap.Water) != land)
            {
                land = !land;
                yield return column;
            }
        }
    }

    private (int, int) RunOf(GeoPoint point)
    {
        var (row, column) = (NationMap.RowOf(point), NationMap.ColumnOf(point));
        return (row, Array.FindLastIndex(_runs[row], edge => edge <= column) & ~1);
    }

    private void Join((int, int) a, (int, int) b)
    {
        var (rootA, rootB) = (Root(a), Root(b));
        if (rootA != rootB)
        {
            _next[rootA] = rootB;
        }
    }

    private (int, int) Root((int, int) run)
    {
        while (_next.TryGetValue(run, out var next))
        {
            run = next;
        }

        return run;
    }
}
