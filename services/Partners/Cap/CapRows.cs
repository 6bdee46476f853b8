namespace TaskForce.Partners.Cap;

/// <summary>A message of a partner that was taken, or that another message named before it came.</summary>
internal sealed class CapMessageRow
{
    public long Id { get; private set; }

    /// <summary>Whose it is.</summary>
    public required string Owner { get; init; }

    /// <summary>What names it, <see cref="CapMessageId.Key"/>: unique with the owner.</summary>
    public required string Message { get; init; }

    /// <summary>The hotspot of its thread.</summary>
    public required string Hotspot { get; set; }

    /// <summary>Whether nothing is left to do with it.</summary>
    public bool IsDone { get; set; }
}

/// <summary>A thread: an alert and all that was said of it later.</summary>
internal sealed class CapThreadRow
{
    /// <summary>The hotspot that it is about, whether or not it was reported yet.</summary>
    public required string Hotspot { get; init; }

    public required string Owner { get; init; }

    /// <summary>When the newest message was sent, in UTC ticks: an older one that comes later changes nothing.</summary>
    public required long LastSent { get; set; }

    /// <summary>Whether it was called off.</summary>
    public bool IsOver { get; set; }

    public bool IsExercise { get; set; }

    /// <summary>Whether everybody may be told, in whichever message it was not.</summary>
    public bool IsPublic { get; set; }
}

/// <summary>An alert that was sent of a hotspot.</summary>
internal sealed class CapPublishedRow
{
    public long Id { get; private set; }

    public required string Hotspot { get; init; }

    /// <summary>Which state of the hotspot it tells; unique with the hotspot and when that was made.</summary>
    public required string Etag { get; init; }

    /// <summary>When the hotspot was made that it is of, in UTC ticks; 0 if that was not noted yet.</summary>
    public long Created { get; init; }

    /// <summary><c>Alert</c>, <c>Update</c> or <c>Cancel</c>.</summary>
    public required string Type { get; init; }

    public required string Identifier { get; init; }

    /// <summary>In UTC ticks, whole seconds.</summary>
    public required long Sent { get; init; }

    /// <summary>Whether it is of this hotspot, and not of one that had its name before.</summary>
    public bool IsOf(Tasking.V1.Hotspot hotspot)
    {
        var created = hotspot.CreateTime.ToDateTimeOffset().UtcTicks;
        return Created == created || (Created == 0 && Sent >= created - (created % TimeSpan.TicksPerSecond));
    }
}
