namespace TaskForce.Geolocation.Geofences;

/// <summary>The resource name of a geofence, <c>geofences/{geofence}</c>.</summary>
internal readonly record struct GeofenceName(string Id) : IResourceName<GeofenceName>
{
    public static string Collection => "geofences";

    public static GeofenceName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>A geofence as people gave it. Immutable: each change returns a new one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Says">What it says, without what the server adds.</param>
/// <param name="CreateTime">When it was entered.</param>
/// <param name="UpdateTime">When it last changed.</param>
internal sealed record Geofence(GeofenceName Name, V1.Geofence Says, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    /// <summary>The nation that entered it; empty for a service, null for one that was entered before this was kept.</summary>
    public string? Nation { get; init; }

    /// <summary>From when it holds.</summary>
    public DateTimeOffset Start => Says.Validity?.StartTime?.ToDateTimeOffset() ?? CreateTime;

    /// <summary>Until when it holds; null if nobody has said so.</summary>
    public DateTimeOffset? End => Says.Validity?.EndTime?.ToDateTimeOffset();

    public Geofence Change(V1.Geofence says, DateTimeOffset now) => this with { Says = says, UpdateTime = now };

    /// <summary>Refuses whoever has not entered it: it raises what others rely on.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>OTHER_NATION</c>.</exception>
    public void MustBeChangeableBy(Caller caller)
    {
        if (Nation is not null && !caller.Is(Type.V1.Role.Service))
        {
            caller.MustBelongTo(Nation.Length > 0 ? Nation : "a service", Name.ToString());
        }
    }

    /// <summary>Whether another says the same, save what people call it and when it ends.</summary>
    public bool JudgesAs(Geofence other) => Bare(this).Equals(Bare(other));

    private static V1.Geofence Bare(Geofence fence)
    {
        var bare = fence.Says.Clone();
        bare.DisplayName = "";
        bare.Validity = new() { StartTime = fence.Says.Validity?.StartTime };
        return bare;
    }
}
