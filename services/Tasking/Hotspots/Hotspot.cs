using TaskForce.Tasking.ResponsePlans;
using static TaskForce.Tasking.Hotspots.HotspotState;

namespace TaskForce.Tasking.Hotspots;

/// <summary>The life cycle of a hotspot; the numbers are the contract's.</summary>
internal enum HotspotState
{
    Active = 1,
    Closed = 2,
}

/// <summary>A named point. Degrees, WGS 84.</summary>
internal sealed record Place(string Id, string DisplayName, double Latitude, double Longitude);

/// <summary>What a report says of a hotspot.</summary>
/// <param name="RadiusMetres">How far around the place counts as there.</param>
/// <param name="ExpireTime">After this the hotspot is no longer news; null means until closed.</param>
internal sealed record HotspotDetails(
    V1.Hotspot.Types.Kind Kind, V1.Hotspot.Types.Severity Severity, string Description, Place Place, double RadiusMetres,
    string HostNation, string Source, DateTimeOffset? ExpireTime)
{
    /// <summary>Whether it is answered from where people are.</summary>
    public bool Remote { get; init; }
}

/// <summary>A place and a threat that may need a team. Immutable: each change returns a new hotspot.</summary>
internal sealed record Hotspot(
    HotspotName Name, HotspotDetails Details, ResponsePlanName Plan, HotspotState State, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    /// <summary>The partner system that reported it, <see cref="Caller.Key"/>, and so may change it; empty if a centre did.</summary>
    public string Reporter { get; init; } = "";

    public static Hotspot Report(HotspotName name, HotspotDetails details, ResponsePlanName plan, string reporter, DateTimeOffset now) =>
        new(name, details, plan, Active, now, now) { Reporter = reporter };

    public Hotspot Change(HotspotDetails details, ResponsePlanName plan, DateTimeOffset now) => State == Active
        ? this with { Details = details, Plan = plan, UpdateTime = now }
        : throw Refuse("it cannot be changed");

    public Hotspot Close(DateTimeOffset now) => State == Active
        ? this with { State = Closed, UpdateTime = now }
        : throw Refuse("it cannot be closed again");

    /// <summary>Refuses a hotspot that no new mission may be made for.</summary>
    public void MustBeActive()
    {
        if (State != Active)
        {
            throw Refuse("no mission can be made for it");
        }
    }

    private DomainException Refuse(string consequence) =>
        new(Fault.Rejected, "HOTSPOT_STATE", $"{Name} is {WireName.Of((V1.Hotspot.Types.State)State)}; {consequence}.");
}

/// <summary>The resource name of a hotspot, <c>hotspots/{hotspot}</c>.</summary>
internal readonly record struct HotspotName(string Id) : IResourceName<HotspotName>
{
    public static string Collection => "hotspots";

    public static HotspotName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
