using System.IO.Compression;
using System.Text;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Travel.Maps;

/// <summary>
/// Which nation each cell of 1/32 degree belongs to, or that its middle is water: Natural Earth 1:10m, made by <c>earth.mjs</c>. Row 0 is
/// at the south pole, column 0 east of the antimeridian.
/// </summary>
internal sealed class NationMap
{
    public const int CellsPerDegree = 32;
    public const int Rows = 180 * CellsPerDegree;
    public const int Columns = 360 * CellsPerDegree;

    /// <summary>The owner of no land.</summary>
    public const byte Water = 0;

    private readonly string[] _codes;
    private readonly int[] _firstRun = new int[Rows + 1];
    private readonly ushort[] _ends;
    private readonly byte[] _owners;

    private NationMap(ReadOnlySpan<byte> data)
    {
        var reader = new Reader(data);
        _codes = new string[reader.Number() + 1];
        _codes[Water] = "";
        for (var i = 1; i < _codes.Length; i++)
        {
            _codes[i] = reader.Letters().Trim();
        }

        var (ends, owners) = (new List<ushort>(), new List<byte>());
        for (var row = 0; row < Rows; row++)
        {
            var end = 0;
            for (var runs = reader.Number(); runs > 0; runs--)
            {
                owners.Add((byte)reader.Number());
                ends.Add((ushort)(end += reader.Number()));
            }

            _firstRun[row + 1] = ends.Count;
        }

        (_ends, _owners) = ([.. ends], [.. owners]);
    }

    /// <summary>The map that is delivered with the service.</summary>
    public static NationMap Load()
    {
        using var packed = new BrotliStream(typeof(NationMap).Assembly.GetManifestResourceStream("earth.br")!, CompressionMode.Decompress);
        using var data = new MemoryStream();
        packed.CopyTo(data);
        return new(data.GetBuffer().AsSpan(0, (int)data.Length));
    }

    /// <summary>One more than the last owner.</summary>
    public int OwnerCount => _codes.Length;

    /// <summary>ISO 3166-1 alpha-2; empty for water and for land that has no code.</summary>
    public string CodeOf(byte owner) => _codes[owner];

    /// <summary>Whose cell it is.</summary>
    public byte OwnerAt(int row, int column)
    {
        var runs = _ends.AsSpan(_firstRun[row].._firstRun[row + 1]);
        var found = runs.BinarySearch((ushort)(column + 1));
        return _owners[_firstRun[row] + (found < 0 ? ~found : found)];
    }

    /// <summary>Whose cells a row holds, one by one.</summary>
    public void Read(int row, Span<byte> cells)
    {
        var column = 0;
        for (var run = _firstRun[row]; run < _firstRun[row + 1]; run++)
        {
            cells[column.._ends[run]].Fill(_owners[run]);
            column = _ends[run];
        }
    }

    public static int RowOf(GeoPoint point) => Math.Min(Rows - 1, (int)((point.Latitude + 90) * CellsPerDegree));

    public static int ColumnOf(GeoPoint point) => (int)((point.Longitude + 180) * CellsPerDegree) % Columns;

    /// <summary>The middle of a cell.</summary>
    public static SpherePoint Middle(int row, int column) =>
        SpherePoint.Of(new(((row + 0.5) / CellsPerDegree) - 90, ((column + 0.5) / CellsPerDegree) - 180));

    /// <summary>How many rows and columns from a cell hold everything within so many metres; columns at most half the earth.</summary>
    public static (int Rows, int Columns) CellsWithin(double latitude, double metres)
    {
        var degrees = double.RadiansToDegrees(metres / Sphere.EarthRadiusMetres);
        var width = Math.Cos(double.DegreesToRadians(Math.Min(90, Math.Abs(latitude) + degrees)));
        var rows = (int)Math.Ceiling(degrees * CellsPerDegree);
        return (rows, Math.Min((Columns / 2) - 1, (int)Math.Ceiling(Math.Min(Columns, rows / Math.Max(width, 1e-6)))));
    }

    private ref struct Reader(ReadOnlySpan<byte> data)
    {
        private ReadOnlySpan<byte> _rest = data;

        public int Number()
        {
            var (number, shift, i) = (0, 0, 0);
            for (; _rest[i] > 127; i++, shift += 7)
            {
                number |= (_rest[i] & 127) << shift;
            }

            number |= _rest[i] << shift;
            _rest = _rest[(i + 1)..];
            return number;
        }

        public string Letters()
        {
            var letters = Encoding.ASCII.GetString(_rest[..2]);
            _rest = _rest[2..];
            return letters;
        }
    }
}
