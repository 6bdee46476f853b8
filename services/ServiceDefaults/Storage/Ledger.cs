using System.Data.Common;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>
/// What every change does to the log and to the answers, as statements that are prepared once per connection. Through EF Core they cost
/// more than the change itself. The columns are those of <see cref="ServiceDb"/>'s model.
/// </summary>
internal sealed class Ledger(DbConnection connection) : IDisposable
{
    private readonly Statement _append = new(connection,
        """INSERT INTO "events" ("Topic", "Resource", "Time", "Payload") VALUES (@topic, @resource, @time, @payload) RETURNING "Sequence" """,
        ["topic", "resource", "time", "payload"]);

    private readonly Statement _find = new(connection,
        """SELECT "Question", "Answer", "Time" FROM "answers" WHERE "Subject" = @subject AND "RequestId" = @id""", ["subject", "id"]);

    private readonly Statement _remember = new(connection,
        """INSERT INTO "answers" ("Subject", "RequestId", "Question", "Answer", "Time") VALUES (@subject, @id, @question, @answer, @time)""",
        ["subject", "id", "question", "answer", "time"]);

    /// <summary>The transaction that the statements are in.</summary>
    public DbTransaction? Transaction { get; set; }

    /// <summary>Adds an event, which gets its sequence.</summary>
    public async Task AppendAsync(EventRow row) =>
        row.Sequence = (long)(await _append.With(Transaction, row.Topic, row.Resource, row.Time, row.Payload).ExecuteScalarAsync())!;

    /// <summary>The answer that was given to a question, or null.</summary>
    public async Task<AnswerRow?> FindAsync(Question question)
    {
        await using var found = await _find.With(Transaction, question.Subject, question.RequestId).ExecuteReaderAsync();
        return !await found.ReadAsync() ? null : new()
        {
            Subject = question.Subject,
            RequestId = question.RequestId,
            Question = found.GetFieldValue<byte[]>(0),
            Answer = found.GetFieldValue<byte[]>(1),
            Time = found.GetInt64(2),
        };
    }

    /// <summary>Keeps an answer.</summary>
    public Task RememberAsync(AnswerRow answer) =>
        _remember.With(Transaction, answer.Subject, answer.RequestId, answer.Question, answer.Answer, answer.Time).ExecuteNonQueryAsync();

    public void Dispose()
    {
        _append.Dispose();
        _find.Dispose();
        _remember.Dispose();
    }

    private sealed class Statement : IDisposable
    {
        private readonly DbCommand _command;

        public Statement(DbConnection connection, string text, string[] parameters)
        {
            _command = connection.CreateCommand();
            _command.CommandText = text;
            foreach (var name in parameters)
            {
                var parameter = _command.CreateParameter();
                parameter.ParameterName = name;
                _command.Parameters.Add(parameter);
            }
        }

        public DbCommand With(DbTransaction? transaction, params ReadOnlySpan<object> values)
        {
            _command.Transaction = transaction;
            for (var i = 0; i < values.Length; i++)
            {
                _command.Parameters[i].Value = values[i];
            }

            return _command;
        }

        public void Dispose() => _command.Dispose();
    }
}
