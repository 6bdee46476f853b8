namespace TaskForce.Roster.Devices;

/// <summary>The resource name of a device, <c>devices/{device}</c>.</summary>
internal readonly record struct DeviceName(string Id) : IResourceName<DeviceName>
{
    public static string Collection => "devices";

    public static DeviceName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
