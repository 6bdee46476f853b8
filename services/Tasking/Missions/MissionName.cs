namespace TaskForce.Tasking.Missions;

/// <summary>The resource name of a mission, <c>missions/{mission}</c>.</summary>
internal readonly record struct MissionName(string Id) : IResourceName<MissionName>
{
    public static string Collection => "missions";

    public static MissionName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
