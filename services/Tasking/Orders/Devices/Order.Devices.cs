namespace TaskForce.Tasking.Orders;

/// <summary>An order on each of its recipient's devices.</summary>
internal sealed partial record Order
{
    private DeviceLadder LadderOf(string device) => Devices.FirstOrDefault(ladder => ladder.Device == device) ?? new(device);

    // Of too many devices the one that got least far is left out, never the one that decided.
    private Order With(DeviceLadder ladder)
    {
        var others = Devices.Where(known => known.Device != ladder.Device).ToList();
        if (others.Count >= DeviceLadder.MostDevices)
        {
            others.Remove(others.Where(known => known.Device != Decision?.Device).MinBy(known => known.Rung)!);
        }

        return this with { Devices = [.. others.Append(ladder).OrderBy(known => known.Device, StringComparer.Ordinal)] };
    }
}
