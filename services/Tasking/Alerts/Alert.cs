using System.Collections.Immutable;

namespace TaskForce.Tasking.Alerts;

/// <summary>The resource name of an alert, <c>alerts/{alert}</c>.</summary>
internal readonly record struct AlertName(string Id) : IResourceName<AlertName>
{
    public static string Collection => "alerts";

    public static AlertName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>The life cycle of an alert; the numbers are the contract's.</summary>
internal enum AlertState
{
    Open = 1,
    Resolved = 2,
}

/// <summary>What an alert says.</summary>
/// <param name="Subject">The resource that it is about: there is at most one open alert of a kind and subject.</param>
/// <param name="Nations">The nations whose centres it goes to.</param>
internal sealed record Alarm(V1.Alert.Types.Kind Kind, string Subject, ImmutableArray<string> Nations, string Message)
{
    /// <summary>The mission that it belongs to, or empty.</summary>
    public string Mission { get; init; } = "";

    /// <summary>The member that it is about, or empty.</summary>
    public string Member { get; init; } = "";

    /// <summary>The member's call sign.</summary>
    public string CallSign { get; init; } = "";

    /// <summary>The member's nation, by whose rules others see who it is; empty if all that it goes to may.</summary>
    public string MemberNation { get; init; } = "";

    /// <summary>What whoever calls for help said, in their own words.</summary>
    public string Words { get; init; } = "";

    public Google.Type.LatLng? Location { get; init; }

    /// <summary>When what it is about fell due.</summary>
    public DateTimeOffset? DueTime { get; init; }

    /// <summary>The device that raised it, or empty.</summary>
    public string Device { get; init; } = "";

    /// <summary>When it did so, by its own clock.</summary>
    public DateTimeOffset? DeviceTime { get; init; }

    /// <summary>Who answered for the mission when it was raised.</summary>
    public ImmutableArray<string> Responsibles { get; init; } = [];

    /// <summary>The same about the recipient of an order, whom its text does not name.</summary>
    public Alarm About(V1.Order order) => this with { Member = order.Recipient, CallSign = order.CallSign, MemberNation = order.Nation };
}

/// <summary>What became known of an alert after it was raised.</summary>
internal sealed record Addition(DateTimeOffset Time, DateTimeOffset? DeviceTime, string Text, Google.Type.LatLng? Location, string Device)
{
    /// <summary>The member that it is about, if that is another than the alert's.</summary>
    public string Member { get; init; } = "";

    public string CallSign { get; init; } = "";

    /// <summary>That member's nation.</summary>
    public string Nation { get; init; } = "";
}

/// <summary>A nation's centre has seen an alert.</summary>
internal sealed record Sighting(string Nation, string Actor, DateTimeOffset Time);

/// <summary>How a person ended an alert.</summary>
internal sealed record Resolution(string Resolver, DateTimeOffset Time, string Text);

/// <summary>Something that a person must see to. Immutable: each change returns a new alert.</summary>
internal sealed record Alert(AlertName Name, Alarm Alarm, DateTimeOffset RaiseTime)
{
    private const int MostAdditions = 100;

    public ImmutableArray<Sighting> Sightings { get; init; } = [];

    public Resolution? Resolution { get; init; }

    /// <summary>What became known later, the oldest first.</summary>
    public ImmutableArray<Addition> Additions { get; init; } = [];

    public AlertState State => Resolution is null ? AlertState.Open : AlertState.Resolved;

    /// <summary>A nation has seen it. Says nothing new once it has.</summary>
    public Alert Acknowledge(Caller caller, DateTimeOffset now)
    {
        MustGoTo(caller);
        return Sightings.Any(seen => seen.Nation == caller.Nation)
            ? this
            : this with { Sightings = Sightings.Add(new(caller.Nation, caller.Subject, now)) };
    }

    /// <summary>A person ends it.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>ALERT_RESOLVED</c>, if somebody has.</exception>
    public Alert Resolve(Caller caller, string text, DateTimeOffset now)
    {
        MustGoTo(caller);
        return Resolution is { } earlier
            ? throw new DomainException(Fault.Rejected, "ALERT_RESOLVED", $"{Name} was resolved by {earlier.Resolver} at {earlier.Time:u}: {earlier.Text}")
            : this with { Resolution = new(caller.Subject, now, text) };
    }

    /// <summary>More became known. The oldest of very many additions make room.</summary>
    public Alert Add(Addition more) => this with
    {
        Alarm = Alarm with { Location = more.Location ?? Alarm.Location },
        Additions = [.. Additions.Append(more).TakeLast(MostAdditions)],
    };

    private void MustGoTo(Caller caller)
    {
        if (!Alarm.Nations.Contains(caller.Nation))
        {
            throw new DomainException(Fault.Denied, "OTHER_NATION",
                $"{Name} goes to {string.Join(" and ", Alarm.Nations)}; {caller.Subject} acts for {(caller.Nation.Length > 0 ? caller.Nation : "no nation")}.");
        }
    }
}
