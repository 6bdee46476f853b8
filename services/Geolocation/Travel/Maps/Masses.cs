namespace TaskForce.Geolocation.Travel.Maps;

/// <summary>Which patches hang together, over land or over water, without passing a closed border.</summary>
internal sealed class Masses
{
    // Each pair of neighbours is looked at once: within a cell, to the east, to the north.
    private static readonly (int Rows, int Columns)[] Beside = [(0, 0), (0, 1), (1, 0)];

    private readonly int[] _next;

    public Masses(PatchGrid grid, Borders borders)
    {
        _next = [.. Enumerable.Range(0, grid.Count)];
        for (var patch = 0; patch < grid.Count; patch++)
        {
            var (row, column) = grid.CellOf(patch);
            foreach (var (rows, columns) in Beside)
            {
                var (next, end) = grid.PatchesOf(row + rows, column + columns);
                for (; next < end; next++)
                {
                    if (grid.IsLand(next) == grid.IsLand(patch) && grid.Touches(patch, next, rows, columns)
                        && float.IsFinite(borders.Between(grid.OwnerOf(patch), grid.OwnerOf(next))))
                    {
                        Join(patch, next);
                    }
                }
            }
        }

        for (var patch = 0; patch < grid.Count; patch++)
        {
            _next[patch] = Root(patch);
        }
    }

    /// <summary>The number of the continent, island or sea that a patch belongs to.</summary>
    public int Of(int patch) => _next[patch];

    private void Join(int a, int b)
    {
        var (rootA, rootB) = (Root(a), Root(b));
        _next[Math.Max(rootA, rootB)] = Math.Min(rootA, rootB);
    }

    private int Root(int patch)
    {
        while (_next[patch] != patch)
        {
            patch = _next[patch] = _next[_next[patch]];
        }

        return patch;
    }
}
