namespace TaskForce.ServiceDefaults.Storage;

/// <summary>One change, as it stands in the log.</summary>
public sealed class EventRow
{
    /// <summary>The position in the log: grows with each commit, has gaps.</summary>
    public long Sequence { get; set; }

    /// <summary>Which watch it feeds, for example <c>missions</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>The resource that changed.</summary>
    public required string Resource { get; init; }

    /// <summary>When, in UTC ticks.</summary>
    public required long Time { get; init; }

    /// <summary>The event message without its sequence.</summary>
    public required byte[] Payload { get; init; }
}

/// <summary>The first answer to a request id, kept so that a repeat gets the same.</summary>
public sealed class AnswerRow
{
    /// <summary>Whose request id.</summary>
    public required string Subject { get; init; }

    /// <summary>The caller's request id.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>What was asked: a hash of method and request.</summary>
    public required byte[] Question { get; init; }

    /// <summary>What was answered.</summary>
    public required byte[] Answer { get; init; }

    /// <summary>When, in UTC ticks.</summary>
    public required long Time { get; init; }
}
