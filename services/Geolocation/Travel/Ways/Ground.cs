using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Maps;

namespace TaskForce.Geolocation.Travel.Ways;

/// <summary>What ways are laid over: the patches, how far apart their cells are, and what borders cost.</summary>
/// <param name="Grid">The patches.</param>
/// <param name="Masses">Which of them hang together.</param>
/// <param name="Borders">What it costs to pass from one nation to another.</param>
/// <param name="Pace">Seconds per metre by which ways are chosen.</param>
internal sealed record Ground(PatchGrid Grid, Masses Masses, Borders Borders, float Pace)
{
    private const int Far = 4;
    private const int Near = 3 * Far;

    private static readonly float[] Metres = Measure();

    public float Border(int from, int to) => Borders.Between(Grid.OwnerOf(from), Grid.OwnerOf(to));

    /// <summary>From the middle of a cell to that of another, at most 2 rows and 3 columns away.</summary>
    public static float Between(int row, int rows, int columns) =>
        Metres[(Math.Min(row, row + rows) * Near) + (Math.Abs(rows) * Far) + Math.Abs(columns)];

    private static float[] Measure()
    {
        var metres = new float[PatchGrid.Rows * Near];
        for (var row = 0; row < PatchGrid.Rows; row++)
        {
            for (var i = 0; i < Near; i++)
            {
                var (rows, columns) = Math.DivRem(i, Far);
                metres[(row * Near) + i] = (float)Sphere.Metres(PatchGrid.Middle(row, 0).ChordSquaredTo(PatchGrid.Middle(row + rows, columns)));
            }
        }

        return metres;
    }
}
