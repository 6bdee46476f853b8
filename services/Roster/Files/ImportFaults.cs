namespace TaskForce.Roster.Files;

/// <summary>Collects everything that is wrong with a file, as far as anybody would read on.</summary>
internal sealed class ImportFaults
{
    /// <summary>How many are told.</summary>
    public const int Most = 1000;

    private readonly List<V1.ImportFault> _found = [];
    private readonly HashSet<(int Line, string Column)> _cells = [];

    public bool None => _found.Count == 0;

    /// <summary>Whether there are as many as are told, so that looking for more is of no use.</summary>
    public bool IsFull => _found.Count >= Most;

    /// <summary>Everything, by line.</summary>
    public IEnumerable<V1.ImportFault> ByLine => _found.OrderBy(fault => fault.Line).Take(Most);

    /// <summary>Notes a fault; of a cell only the first, since the rest follows from it.</summary>
    /// <param name="line">From 1.</param>
    /// <param name="column">Empty if the whole row is meant.</param>
    /// <param name="message">For people.</param>
    public void Add(int line, string column, string message)
    {
        if (column.Length == 0 || _cells.Add((line, column)))
        {
            _found.Add(new() { Line = line, Column = column, Message = message });
        }
    }
}
