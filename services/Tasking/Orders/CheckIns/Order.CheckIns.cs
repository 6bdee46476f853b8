namespace TaskForce.Tasking.Orders;

/// <summary>Whether a recipient is known to be well.</summary>
/// <param name="DueTime">When the next sign of life is due or, after a reminder, the alert; null while none is expected.</param>
/// <param name="LastTime">The last sign of life, by the server's clock.</param>
internal sealed record Welfare(DateTimeOffset? DueTime, DateTimeOffset? LastTime)
{
    /// <summary>When the devices were reminded since then.</summary>
    public DateTimeOffset? RemindTime { get; init; }

    /// <summary>When the centres were alerted since then.</summary>
    public DateTimeOffset? MissTime { get; init; }

    /// <summary>Expects nothing any more, and keeps what was.</summary>
    public Welfare Rest() => DueTime is null ? this : this with { DueTime = null };
}

/// <summary>How an order's recipient is looked after.</summary>
internal sealed partial record Order
{
    /// <summary>Null if no check-ins were ever expected.</summary>
    public Welfare? Welfare { get; init; }

    /// <summary>Expects check-ins while the recipient is where they must be made, and none otherwise. What is expected already stays.</summary>
    public Order Expect(CheckInRules rules, DateTimeOffset now)
    {
        if (!rules.Expect(this))
        {
            return Welfare?.Rest() is { } rest && rest != Welfare ? this with { Welfare = rest } : this;
        }

        return Welfare is null or { DueTime: null, MissTime: null } ? this with { Welfare = new(now + rules.Interval, Welfare?.LastTime) } : this;
    }

    /// <summary>The recipient checked in on a device. One that the device made before, or an older one, changes nothing.</summary>
    public Order CheckIn(string device, DateTimeOffset deviceTime, CheckInRules rules, DateTimeOffset now)
    {
        var ladder = LadderOf(device);
        return ladder.SignTime >= deviceTime ? this : With(ladder with { SignTime = deviceTime }).SignOfLife(deviceTime, rules, now);
    }

    /// <summary>Notes how far the recipient has got, which is a sign of life if they say it.</summary>
    public Order Report(Progress reached, CheckInRules rules)
    {
        var next = Report(reached);
        return ReferenceEquals(next, this) ? next : next.SignOfLife(reached.DeviceTime, rules, reached.ServerTime);
    }

    /// <summary>
    /// The recipient is well. It counts from when that was said, which a bad network may make long ago: what is older than the interval is noted
    /// and sets nothing anew.
    /// </summary>
    public Order SignOfLife(DateTimeOffset deviceTime, CheckInRules rules, DateTimeOffset now)
    {
        var due = (deviceTime < now ? deviceTime : now) + rules.Interval;
        if (!rules.Expect(this) || due <= now)
        {
            return this with { Welfare = (Welfare ?? new(null, null)) with { LastTime = now } };
        }

        // Of two devices the one with the better network counts; after a reminder any answer does.
        var later = Welfare is { RemindTime: null, DueTime: { } known } && known > due ? known : due;
        return this with { Welfare = new(later, now) };
    }

    /// <summary>The check-in is due: the devices were reminded, or could not be.</summary>
    public Order RemindToCheckIn(CheckInRules rules, DateTimeOffset now) =>
        this with { Welfare = Welfare! with { RemindTime = now, DueTime = now + rules.Grace } };

    /// <summary>Nobody answered: the centres were alerted. The next sign of life begins anew.</summary>
    public Order MissCheckIn(DateTimeOffset now) => this with { Welfare = Welfare! with { MissTime = now, DueTime = null } };
}
