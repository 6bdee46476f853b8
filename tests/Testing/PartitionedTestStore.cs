using System.Reflection;
using Npgsql;

namespace TaskForce.Testing;

/// <summary>A PostgreSQL database whose large tables are parted by the operator's own SQL, so few rows to a partition that a test fills several.</summary>
/// <param name="tables">Which tables.</param>
public sealed class PartitionedTestStore(params string[] tables) : TestStore
{
    /// <summary>How many keys there are in a partition.</summary>
    public const int Size = 4;

    private readonly PostgresTestStore _store = new();
    private readonly Lock _gate = new();
    private bool _isParted;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string?> Settings => _store.Settings;

    /// <inheritdoc/>
    public override void Dispose() => _store.Dispose();

    /// <summary>Parts the tables, which must be there, if that was not done before.</summary>
    public void Part()
    {
        lock (_gate)
        {
            if (_isParted)
            {
                return;
            }

            Execute(PartitionScript.Text);
            foreach (var table in tables)
            {
                Execute($"CALL partition_table('{table}', {Size / 2})");
                Execute($"CALL partition_ahead('{table}', {Size}, 3)");
            }

            _isParted = true;
        }
    }

    /// <summary>Runs a statement, as an operator does.</summary>
    public void Execute(string statement) => Ask(statement);

    /// <summary>Asks something, as an operator does; the first column of the first row, or null.</summary>
    public object? Ask(string question)
    {
        using var connection = new NpgsqlConnection($"{_store.Connection};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(question, connection);
        return command.ExecuteScalar();
    }

    internal override void Prepare(Assembly service)
    {
        _store.Prepare(service);
        Part();
    }
}
