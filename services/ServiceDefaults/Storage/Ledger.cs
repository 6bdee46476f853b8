namespace TaskForce.ServiceDefaults.Storage;

/// <summary>What every change does to the log and to the answers. The columns are those of <see cref="ServiceDb"/>'s model.</summary>
internal sealed class Ledger(Statements statements)
{
    private const string Append =
        """INSERT INTO "events" ("Topic", "Resource", "Time", "Payload") VALUES (@p0, @p1, @p2, @p3) RETURNING "Sequence" """;

    private const string Find =
        """SELECT "Question", "Answer", "Time" FROM "answers" WHERE "Subject" = @p0 AND "RequestId" = @p1""";

    private const string Remember =
        """INSERT INTO "answers" ("Subject", "RequestId", "Question", "Answer", "Time") VALUES (@p0, @p1, @p2, @p3, @p4)""";

    /// <summary>Adds an event, which gets its sequence.</summary>
    public async Task AppendAsync(EventRow row) =>
        row.Sequence = (long)(await statements.Of(Append, row.Topic, row.Resource, row.Time, row.Payload).ExecuteScalarAsync())!;

    /// <summary>The answer that was given to a question, or null.</summary>
    public async Task<AnswerRow?> FindAsync(Question question)
    {
        await using var found = await statements.Of(Find, question.Subject, question.RequestId).ExecuteReaderAsync();
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
        statements.ExecuteAsync(Remember, answer.Subject, answer.RequestId, answer.Question, answer.Answer, answer.Time);
}
