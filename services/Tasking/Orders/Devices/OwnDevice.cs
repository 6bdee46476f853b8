namespace TaskForce.Tasking.Orders;

/// <summary>What a device may say of itself.</summary>
internal static class OwnDevice
{
    /// <summary>Refuses a device that is known by its certificate and speaks for another. A field unit with a token alone names its devices itself.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>NOT_THIS_DEVICE</c>.</exception>
    public static void MustSpeakFor(this Caller caller, string device)
    {
        if (caller.Device.Length > 0 && caller.Device != device)
        {
            throw new DomainException(Fault.Denied, "NOT_THIS_DEVICE", $"{caller.Device} may not speak for the device '{device}'.");
        }
    }
}
