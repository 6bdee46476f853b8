using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Travel.Maps;

/// <summary>
/// The earth in cells of a quarter degree, each of eight by eight cells of the <see cref="NationMap"/>. What hangs together within a cell
/// and belongs to one nation, or is water, is a patch: a bit for each of the 64. So two shores within a cell stay two patches.
/// </summary>
internal sealed class PatchGrid
{
    public const int Rows = NationMap.Rows / Side;
    public const int Columns = NationMap.Columns / Side;

    /// <summary>No patch.</summary>
    public const int None = -1;

    public const ulong Whole = ulong.MaxValue;

    private const int Side = 8;
    private const ulong WestColumn = 0x0101_0101_0101_0101;
    private const ulong EastColumn = WestColumn << 7;

    private readonly int[] _first;
    private readonly int[] _cells;
    private readonly ulong[] _masks;
    private readonly byte[] _owners;

    public PatchGrid(NationMap map)
    {
        var survey = new PatchSurvey(map);
        (_first, _cells, _masks, _owners) = ([.. survey.First], [.. survey.Cells], [.. survey.Masks], [.. survey.Owners]);
    }

    public int Count => _masks.Length;

    public byte OwnerOf(int patch) => _owners[patch];

    public bool IsLand(int patch) => _owners[patch] != NationMap.Water;

    public bool IsWhole(int patch) => _masks[patch] == Whole;

    /// <summary>The cell that a patch is in.</summary>
    public (int Row, int Column) CellOf(int patch) => Math.DivRem(_cells[patch], Columns);

    /// <summary>The patches of a cell, the first and the one after the last; none beyond a pole.</summary>
    public (int From, int To) PatchesOf(int row, int column)
    {
        if (row is < 0 or >= Rows)
        {
            return default;
        }

        var cell = (row * Columns) + ((column + Columns) % Columns);
        return (_first[cell], _first[cell + 1]);
    }

    /// <summary>The patch that holds a cell of the map.</summary>
    public int PatchAt(int mapRow, int mapColumn)
    {
        var bit = 1UL << ((mapRow % Side * Side) + (mapColumn % Side));
        var (from, to) = PatchesOf(mapRow / Side, mapColumn / Side);
        while (from < to - 1 && (_masks[from] & bit) == 0)
        {
            from++;
        }

        return from;
    }

    /// <summary>Whether a patch touches one of the next cell, so many rows to the north or columns to the east.</summary>
    public bool Touches(int patch, int other, int rows, int columns) => (rows, columns) switch
    {
        (0, 1) => ((_masks[patch] >> 7) & _masks[other] & WestColumn) != 0,
        (0, -1) => ((_masks[other] >> 7) & _masks[patch] & WestColumn) != 0,
        (1, 0) => (_masks[patch] >> 56 & _masks[other]) != 0,
        (-1, 0) => (_masks[other] >> 56 & _masks[patch]) != 0,
        _ => (Grow(_masks[patch]) & _masks[other]) != 0,
    };

    /// <summary>The middle of the cell that a patch is in.</summary>
    public SpherePoint MiddleOf(int patch)
    {
        var (row, column) = CellOf(patch);
        return Middle(row, column);
    }

    public static SpherePoint Middle(int row, int column) =>
        SpherePoint.Of(new(((row + 0.5) * 180 / Rows) - 90, ((column + 0.5) * 360 / Columns) - 180));

    /// <summary>A mask and what lies beside it in the four directions.</summary>
    public static ulong Grow(ulong mask) => mask | (mask << Side) | (mask >> Side) | ((mask & ~EastColumn) << 1) | ((mask & ~WestColumn) >> 1);
}
