using System.Data.Common;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// Statements on one connection, each prepared once: for small writes that every change makes, on which EF Core spends many times what the
/// database needs. One user at a time.
/// </summary>
public sealed class Statements : IDisposable
{
    private readonly DbConnection _connection;
    private readonly Dictionary<string, DbCommand> _prepared = [];

    internal Statements(DbConnection connection) => _connection = connection;

    /// <summary>The transaction that the statements are in.</summary>
    internal DbTransaction? Transaction { get; set; }

    /// <summary>Makes a write, which is done when this returns: in the database before whatever EF Core has yet to save.</summary>
    /// <param name="text">In words that every database understands; a constant, because each text is kept. Its parameters are <c>@p0</c>, <c>@p1</c> and so on.</param>
    /// <param name="values">The parameters' values, as the columns hold them.</param>
    /// <returns>How many rows it wrote.</returns>
    public Task<int> ExecuteAsync(string text, params ReadOnlySpan<object> values) => Of(text, values).ExecuteNonQueryAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }
    }

    /// <summary>A statement with its values, to be run at once.</summary>
    internal DbCommand Of(string text, params ReadOnlySpan<object> values)
    {
        if (!_prepared.TryGetValue(text, out var command))
        {
            command = _prepared[text] = Prepare(text, values.Length);
        }

        command.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }

    private DbCommand Prepare(string text, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        for (var i = 0; i < parameters; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"p{i}";
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
