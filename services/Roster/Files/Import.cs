using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Files;

/// <summary>A sound row: what becomes of its resource.</summary>
/// <param name="Line">Where it is in the file.</param>
/// <param name="Name">The resource name.</param>
/// <param name="Current">The resource as it is stored; null if it is new.</param>
/// <param name="Next">What the agency enters.</param>
internal sealed record Draft<TRow, TDetails>(int Line, string Name, TRow? Current, TDetails Next);

/// <summary>Reads the rows of a file as resources of one kind and one nation.</summary>
internal sealed class Import<TWire, TName>(Sheet<TWire> sheet, CsvFile file, string nation, ImportFaults faults)
    where TWire : class where TName : struct, IResourceName<TName>
{
    public CsvFile File => file;

    public string Nation => nation;

    public ImportFaults Faults => faults;

    /// <summary>The rows with the names of their resources, new ones where a row names none. Notes what is no name, and what is named twice.</summary>
    public List<(CsvRow Row, string Name)> Named()
    {
        var named = new List<(CsvRow Row, string Name)>();
        var lines = new Dictionary<string, int>();
        sheet.CheckHeader(file, faults);
        foreach (var row in file.Rows)
        {
            if (NameOf(row) is not { } name)
            {
                faults.Add(row.Line, sheet.NameColumn, $"{CellText.Quote(sheet.NameIn(file, row))} is not a name of the form {TName.Collection}/{{id}}");
            }
            else if (lines.TryAdd(name, row.Line))
            {
                named.Add((row, name));
            }
            else
            {
                faults.Add(row.Line, sheet.NameColumn, $"{name} is also in line {lines[name]}");
            }
        }

        return named;
    }

    /// <summary>What a row makes of a resource; notes everything that is wrong with it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="resource">The resource as it is, or a new one of the nation; changed.</param>
    /// <param name="nationOf">The nation of a resource.</param>
    /// <param name="check">Reads the filled resource as a call with it would.</param>
    public TDetails? Read<TDetails>(CsvRow row, TWire resource, Func<TWire, string> nationOf, Func<TWire, TDetails> check) where TDetails : class
    {
        if (faults.IsFull)
        {
            return null;
        }

        if (nationOf(resource) != nation)
        {
            faults.Add(row.Line, sheet.NameColumn, $"is taken, and not of {nation}, for which you act");
            return null;
        }

        sheet.Fill(resource, file, row, faults);
        try
        {
            return check(resource);
        }
        catch (DomainException invalid) when (invalid.Fault == Fault.Invalid)
        {
            foreach (var violation in invalid.Violations)
            {
                faults.Add(row.Line, sheet.ColumnOf(violation.Field), violation.Description);
            }

            return null;
        }
    }

    private string? NameOf(CsvRow row)
    {
        var text = sheet.NameIn(file, row);
        return text.Length == 0
            ? ResourceName.New<TName>().ToString()
            : ResourceName.TryParse<TName>(text.Contains('/', StringComparison.Ordinal) ? text : $"{TName.Collection}/{text}")?.ToString();
    }
}

internal static class ImportStore
{
    /// <summary>How many rows share one look-up or one save.</summary>
    public const int Batch = 1000;

    /// <summary>The rows of these names that there are, by name, in so many queries as there are batches.</summary>
    public static async Task<Dictionary<string, TRow>> NamedAsync<TRow, T>(this IQueryable<TRow> rows, IEnumerable<string> names)
        where TRow : Row<T> where T : class
    {
        var found = new Dictionary<string, TRow>();
        foreach (var part in names.Chunk(Batch))
        {
            foreach (var row in await rows.Where(row => part.Contains(row.Name)).ToListAsync())
            {
                found.Add(row.Name, row);
            }
        }

        return found;
    }
}
