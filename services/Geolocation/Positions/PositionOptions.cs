namespace TaskForce.Geolocation.Positions;

/// <summary>How reports are judged. Section <c>Positions</c>.</summary>
internal sealed class PositionOptions
{
    /// <summary>How far a device's clock may be ahead of ours, 0 to 1 hour.</summary>
    public TimeSpan FutureTolerance { get; set; } = TimeSpan.FromSeconds(30);
}
