using System.Text;

namespace TaskForce.Roster.Files;

/// <summary>One column of a kind of file.</summary>
/// <typeparam name="T">What a row describes, a message of the contract.</typeparam>
/// <param name="Name">Its name in the header.</param>
/// <param name="Field">The path of the field that it fills, as violations name it.</param>
/// <param name="Write">The cell of a resource.</param>
/// <param name="Read">Fills the field from a cell; says what is wrong with it, or null.</param>
internal sealed record Column<T>(string Name, string Field, Func<T, string> Write, Func<T, string, string?> Read)
{
    /// <summary>Whether a file must have it. What a column that is not there would say stays as it is.</summary>
    public bool Required { get; init; }
}

/// <summary>A kind of file: which columns it has and what they mean.</summary>
/// <param name="columns">In the order of an export. The first is the resource's name.</param>
internal sealed class Sheet<T>(params Column<T>[] columns) where T : class
{
    private const int PartLength = 256 * 1024;

    /// <summary>The column that holds the resource's name.</summary>
    public string NameColumn => columns[0].Name;

    /// <summary>Notes every column that is not known and every one that is missing.</summary>
    public void CheckHeader(CsvFile file, ImportFaults faults)
    {
        foreach (var unknown in file.Columns.Where(name => !Array.Exists(columns, column => column.Name == name)))
        {
            faults.Add(1, CellText.Cut(unknown), unknown.Length == 0 ? "has no name" : $"is none of {string.Join(", ", columns.Select(column => column.Name))}");
        }

        foreach (var missing in columns.Where(column => column.Required && !file.Columns.Contains(column.Name)))
        {
            faults.Add(1, missing.Name, "is missing");
        }
    }

    /// <summary>What a row says about its resource's name: the text of the first column.</summary>
    public string NameIn(CsvFile file, CsvRow row) =>
        file.IndexOf(columns[0].Name) is >= 0 and var index ? CellText.Unguard(row.Cells[index]).Trim() : "";

    /// <summary>Fills a resource from a row and notes every faulty cell.</summary>
    public void Fill(T resource, CsvFile file, CsvRow row, ImportFaults faults)
    {
        for (var i = 0; i < file.Columns.Count; i++)
        {
            var (name, cell) = (file.Columns[i], CellText.Unguard(row.Cells[i]));
            var fault = CellText.HasControls(cell)
                ? "has control characters"
                : Array.Find(columns, column => column.Name == name)?.Read(resource, cell.Trim());
            if (fault is not null)
            {
                faults.Add(row.Line, name, fault);
            }
        }
    }

    /// <summary>The column that a violation is about; empty if none is.</summary>
    public string ColumnOf(string field) =>
        columns.Where(column => field.StartsWith(column.Field, StringComparison.Ordinal)).MaxBy(column => column.Field.Length)?.Name ?? "";

    /// <summary>The file of resources, in parts that join to it.</summary>
    public IEnumerable<string> Parts(IEnumerable<T> resources)
    {
        var part = Line(new(), columns.Select(column => column.Name));
        foreach (var resource in resources)
        {
            Line(part, columns.Select(column => CellText.Guard(column.Write(resource))));
            if (part.Length >= PartLength)
            {
                yield return part.ToString();
                part.Clear();
            }
        }

        if (part.Length > 0)
        {
            yield return part.ToString();
        }
    }

    private static StringBuilder Line(StringBuilder part, IEnumerable<string> cells) => part.AppendJoin(',', cells.Select(Quoted)).Append("\r\n");

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") || cell.Length != cell.AsSpan().Trim().Length ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
