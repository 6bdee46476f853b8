namespace TaskForce.Partners.Deliveries;

/// <summary>How far a webhook has read a feed.</summary>
internal sealed class FeedRow
{
    public required string Webhook { get; init; }

    public required string Feed { get; init; }

    /// <summary>Everything up to this sequence was delivered, waits, or was not asked for.</summary>
    public required long After { get; set; }
}

/// <summary>
/// An event that waits to be taken, or was given up. What it says is not kept: each attempt reads it again, as the partner may see it then.
/// </summary>
internal sealed class DeliveryRow
{
    /// <summary>The order in which events of a subject are delivered.</summary>
    public long Id { get; private set; }

    public required string Webhook { get; init; }

    public required string Feed { get; init; }

    public required long Sequence { get; init; }

    public required string Type { get; init; }

    public required string Subject { get; init; }

    /// <summary>When it was read, in UTC ticks.</summary>
    public required long ReadTime { get; init; }

    /// <summary>When it is given up, in UTC ticks.</summary>
    public required long Deadline { get; init; }

    public int Attempts { get; set; }

    /// <summary>Not before this time, in UTC ticks.</summary>
    public long NextAttempt { get; set; }

    /// <summary>When it was given up, in UTC ticks; null while it waits.</summary>
    public long? GiveUpTime { get; set; }

    /// <summary>When the last attempt failed, in UTC ticks; null if none did.</summary>
    public long? FailureTime { get; set; }

    /// <summary>0 if there was no answer.</summary>
    public int FailureStatus { get; set; }

    public string FailureReason { get; set; } = "";

    /// <summary>The stable id of an event.</summary>
    public static string IdOf(string feed, long sequence) => $"{feed}-{sequence}";
}

/// <summary>How the deliveries of a webhook go, and which process makes them.</summary>
internal sealed class OutcomeRow
{
    public required string Webhook { get; init; }

    public long Delivered { get; set; }

    /// <summary>In UTC ticks; null before the first.</summary>
    public long? LastDelivery { get; set; }

    /// <summary>Not before this time, in UTC ticks, because the target fails; 0 if it does not.</summary>
    public long Gate { get; set; }

    /// <summary>The last failures as JSON, newest first.</summary>
    public string Failures { get; set; } = "[]";

    /// <summary>The process that delivers; empty if none.</summary>
    public string Holder { get; set; } = "";

    /// <summary>Until when it does, in UTC ticks, unless it says so again.</summary>
    public long HeldUntil { get; set; }
}
