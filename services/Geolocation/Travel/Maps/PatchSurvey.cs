using System.Numerics;
using System.Runtime.InteropServices;

namespace TaskForce.Geolocation.Travel.Maps;

/// <summary>Finds the patches of every cell of the <see cref="PatchGrid"/>.</summary>
internal sealed class PatchSurvey
{
    private const int Side = NationMap.Rows / PatchGrid.Rows;

    private readonly ulong[] _rows = new ulong[Side];

    public PatchSurvey(NationMap map)
    {
        var cells = new byte[Side][];
        for (var i = 0; i < Side; i++)
        {
            cells[i] = new byte[NationMap.Columns];
        }

        for (var row = 0; row < PatchGrid.Rows; row++)
        {
            for (var i = 0; i < Side; i++)
            {
                map.Read((row * Side) + i, cells[i]);
            }

            for (var column = 0; column < PatchGrid.Columns; column++)
            {
                First.Add(Masks.Count);
                Survey(cells, row, column);
            }
        }

        First.Add(Masks.Count);
    }

    public List<int> First { get; } = new((PatchGrid.Rows * PatchGrid.Columns) + 1);

    public List<int> Cells { get; } = new(PatchGrid.Rows * PatchGrid.Columns);

    public List<ulong> Masks { get; } = new(PatchGrid.Rows * PatchGrid.Columns);

    public List<byte> Owners { get; } = new(PatchGrid.Rows * PatchGrid.Columns);

    private void Survey(byte[][] cells, int row, int column)
    {
        var same = true;
        for (var i = 0; i < Side; i++)
        {
            _rows[i] = MemoryMarshal.Cast<byte, ulong>(cells[i])[column];
            same &= _rows[i] == _rows[0];
        }

        var bytes = MemoryMarshal.AsBytes(_rows.AsSpan());
        if (same && !bytes[..Side].ContainsAnyExcept(bytes[0]))
        {
            Add(row, column, PatchGrid.Whole, bytes[0]);
            return;
        }

        for (var left = PatchGrid.Whole; left != 0;)
        {
            var owner = bytes[BitOperations.TrailingZeroCount(left)];
            var owned = MaskOf(bytes, owner);
            var patch = Flood(left & (~left + 1), owned);
            Add(row, column, patch, owner);
            left &= ~patch;
        }
    }

    private static ulong MaskOf(ReadOnlySpan<byte> owners, byte owner)
    {
        var mask = 0UL;
        for (var i = 0; i < owners.Length; i++)
        {
            mask |= owners[i] == owner ? 1UL << i : 0;
        }

        return mask;
    }

    private static ulong Flood(ulong seed, ulong within)
    {
        for (var before = 0UL; before != seed;)
        {
            (before, seed) = (seed, PatchGrid.Grow(seed) & within);
        }

        return seed;
    }

    private void Add(int row, int column, ulong mask, byte owner)
    {
        Cells.Add((row * PatchGrid.Columns) + column);
        Masks.Add(mask);
        Owners.Add(owner);
    }
}
