namespace TaskForce.Client;

/// <summary>How a field unit runs.</summary>
public sealed class FieldUnitOptions
{
    /// <summary>Who the unit is, <c>members/{member}</c>; the connection's identity must be that member's.</summary>
    public required string Member { get; init; }

    /// <summary>
    /// Where the device keeps what it must not forget; made if missing. One process may use it at a time; another server needs another.
    /// </summary>
    public required string Directory { get; init; }

    /// <summary>
    /// Encrypts what is kept; what was kept without is encrypted at the next start. Null leaves orders and reports readable for whoever has the device's disk.
    /// </summary>
    public StoreKey? Key { get; init; }

    /// <summary>The device as which the connection calls, whose certificate the unit then renews; null if the connection has a token.</summary>
    public EnrolledDevice? Device { get; init; }

    /// <summary>
    /// The keys with which signed orders are verified, from the nations themselves. Null takes those that the server names over the connection, and keeps them for when there is
    /// none.
    /// </summary>
    public IReadOnlyList<Tasking.V1.PackageKey>? PackageKeys { get; init; }

    /// <summary>How positions are thinned and gathered; null reports each at once.</summary>
    public PositionFrugality? Frugality { get; init; }

    /// <summary>The device's clock; the system's unless set.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Hears when the server is lost and heard again; called in the background.</summary>
    public Action<LinkChange>? LinkChanged { get; init; }

    /// <summary>Hears of reminders, of what is decided on another device and of orders that do not hold any more; called in the background.</summary>
    public Action<FieldNotice>? Noticed { get; init; }

    /// <summary>Hears of each report that the server refused; called in the background.</summary>
    public Action<TaskForceException>? Refused { get; init; }

    /// <summary>Hears that the member came under other powers: the order's <c>territory</c> says which. Called in the background, and again if the program died in between.</summary>
    public Action<Tasking.V1.Order>? TerritoryCrossed { get; init; }
}
