using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace TaskForce.Roster.Files;

/// <summary>One row of a file.</summary>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Cells">As many as the header has.</param>
internal sealed record CsvRow(int Line, string[] Cells);

/// <summary>A CSV file (RFC 4180) as read: its columns and its rows, without those that are faulty as a whole.</summary>
internal sealed class CsvFile
{
    public const int MostRows = 50_000;
    public const int MostBytes = 8_000_000;
    public const int MostColumns = 100;

    private const char ByteOrderMark = '\uFEFF';

    private readonly List<CsvRow> _rows = [];

    private readonly List<string> _columns;

    private CsvFile(List<string> columns) => _columns = columns;

    /// <summary>The header, in lower case.</summary>
    public IReadOnlyList<string> Columns => _columns;

    public IReadOnlyList<CsvRow> Rows => _rows;

    /// <summary>How many rows there are, the faulty ones too.</summary>
    public int Count { get; private set; }

    /// <summary>The place of a column among the cells; -1 if there is none.</summary>
    public int IndexOf(string column) => _columns.IndexOf(column);

    /// <summary>Reads a file and notes every row that is none.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> for a file that is too large or has too many rows.</exception>
    public static CsvFile Read(string csv, ImportFaults faults)
    {
        var violations = new Violations();
        violations.Check(csv.Length > 0, "csv", "is required");
        violations.Check(Encoding.UTF8.GetByteCount(csv) <= MostBytes, "csv", $"must have at most {MostBytes / 1_000_000} MB");
        violations.ThrowIfAny();

        using var records = Records(csv.TrimStart(ByteOrderMark), faults).GetEnumerator();
        var file = new CsvFile(records.MoveNext() ? [.. records.Current.Cells.Select(cell => cell.Trim().ToLowerInvariant())] : []);
        violations.Check(file.Columns.Count <= MostColumns, "csv", $"must have at most {MostColumns} columns");
        violations.ThrowIfAny();
        file.CheckColumns(faults);
        while (records.MoveNext())
        {
            file.Add(records.Current, faults);
        }

        return file;
    }

    // A record with line ends within quotes takes some lines; empty lines are no records.
    private static IEnumerable<CsvRow> Records(string csv, ImportFaults faults)
    {
        var astray = false;
        using var parser = new CsvParser(new StringReader(csv), Rfc4180(() => astray = true));
        for (var line = 1; parser.Read(); line = parser.RawRow + 1)
        {
            if (parser.Record is { } cells && cells is not [""])
            {
                // What has an odd number of quotes has one that is never closed, and swallowed all that follows.
                if (astray || parser.RawRecord.AsSpan().Count('"') % 2 == 1)
                {
                    faults.Add(line, "", "has a quote astray: a cell with quotes is quoted itself, and each of them doubled");
                }

                astray = false;
                yield return new(line, cells);
            }
        }
    }

    private static CsvConfiguration Rfc4180(Action onQuoteAstray) => new(CultureInfo.InvariantCulture)
    {
        Delimiter = ",",
        Mode = CsvMode.RFC4180,
        // Read as rows of one empty cell, since only so the lines can be counted.
        IgnoreBlankLines = false,
        BadDataFound = _ => onQuoteAstray(),
    };

    private void CheckColumns(ImportFaults faults)
    {
        if (Columns is [])
        {
            faults.Add(1, "", "there is no header");
        }
        else if (Columns is [var only] && only.Contains(';', StringComparison.Ordinal))
        {
            faults.Add(1, "", "the columns must be divided by commas, not by semicolons");
        }

        foreach (var twice in Columns.GroupBy(column => column).Where(group => group.Count() > 1))
        {
            faults.Add(1, twice.Key, "is there more than once");
        }
    }

    private void Add(CsvRow row, ImportFaults faults)
    {
        if (++Count > MostRows)
        {
            throw new DomainException(Fault.Invalid, "INVALID_FIELDS", $"csv must have at most {MostRows} rows.", [new("csv", $"must have at most {MostRows} rows")]);
        }

        if (row.Cells.Length != Columns.Count)
        {
            faults.Add(row.Line, "", $"has {row.Cells.Length} cells, the header has {Columns.Count}");
            return;
        }

        _rows.Add(row);
    }
}
