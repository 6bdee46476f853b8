namespace TaskForce.Client;

/// <summary>
/// The watches of the contracts, resumable. <c>startAfresh</c> is <see cref="ResumableWatch{TEvent}.StartAfresh"/>.
/// </summary>
public static class Watches
{
    /// <summary>Changes of hotspots.</summary>
    public static ResumableWatch<Tasking.V1.HotspotEvent> WatchHotspots(
        this TaskForceConnection connection, Tasking.V1.HotspotFilter? filter = null, Action<LinkChange>? linkChanged = null,
        Func<CancellationToken, Task<long>>? startAfresh = null) => new(
            after => connection.Hotspots.WatchHotspots(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Tasking.V1.HotspotEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken, StartAfresh = startAfresh };

    /// <summary>Who crosses geofences, and what is corrected.</summary>
    public static ResumableWatch<Geolocation.V1.GeofenceEvent> WatchGeofenceEvents(
        this TaskForceConnection connection, Geolocation.V1.GeofenceFilter? filter = null, Action<LinkChange>? linkChanged = null,
        Func<CancellationToken, Task<long>>? startAfresh = null) => new(
            after => connection.Geofences.WatchGeofenceEvents(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Geolocation.V1.GeofenceEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken, StartAfresh = startAfresh };

    /// <summary>Changes of missions and of their orders.</summary>
    public static ResumableWatch<Tasking.V1.MissionEvent> WatchMissions(
        this TaskForceConnection connection, Tasking.V1.MissionFilter? filter = null, Action<LinkChange>? linkChanged = null,
        Func<CancellationToken, Task<long>>? startAfresh = null) => new(
            after => connection.Missions.WatchMissions(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Tasking.V1.MissionEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken, StartAfresh = startAfresh };

    /// <summary>Changes of alerts.</summary>
    public static ResumableWatch<Tasking.V1.AlertEvent> WatchAlerts(
        this TaskForceConnection connection, Tasking.V1.AlertFilter? filter = null, Action<LinkChange>? linkChanged = null) => new(
            after => connection.Alerts.WatchAlerts(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Tasking.V1.AlertEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken };

    /// <summary>Changes of devices.</summary>
    public static ResumableWatch<Roster.V1.DeviceEvent> WatchDevices(
        this TaskForceConnection connection, Roster.V1.DeviceFilter? filter = null, Action<LinkChange>? linkChanged = null) => new(
            after => connection.Devices.WatchDevices(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Roster.V1.DeviceEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken };

    /// <summary>Changes of delegations.</summary>
    public static ResumableWatch<Tasking.V1.DelegationEvent> WatchDelegations(
        this TaskForceConnection connection, Tasking.V1.DelegationFilter? filter = null, Action<LinkChange>? linkChanged = null) => new(
            after => connection.Delegations.WatchDelegations(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Tasking.V1.DelegationEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken };

    /// <summary>Changes of pre-authorisations.</summary>
    public static ResumableWatch<Tasking.V1.PreAuthorisationEvent> WatchPreAuthorisations(
        this TaskForceConnection connection, Tasking.V1.PreAuthorisationFilter? filter = null, Action<LinkChange>? linkChanged = null) => new(
            after => connection.PreAuthorisations.WatchPreAuthorisations(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Tasking.V1.PreAuthorisationEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken };

    /// <summary>Changes of hand-overs.</summary>
    public static ResumableWatch<Tasking.V1.HandoverEvent> WatchHandovers(
        this TaskForceConnection connection, Tasking.V1.HandoverFilter? filter = null, Action<LinkChange>? linkChanged = null) => new(
            after => connection.Handovers.WatchHandovers(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Tasking.V1.HandoverEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken };

    /// <summary>Changes of operations.</summary>
    public static ResumableWatch<Tasking.V1.OperationEvent> WatchOperations(
        this TaskForceConnection connection, Tasking.V1.OperationFilter? filter = null, Action<LinkChange>? linkChanged = null) => new(
            after => connection.Operations.WatchOperations(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Tasking.V1.OperationEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken };

    /// <summary>Changes of members.</summary>
    public static ResumableWatch<Roster.V1.MemberEvent> WatchMembers(
        this TaskForceConnection connection, Roster.V1.MemberFilter? filter = null, Action<LinkChange>? linkChanged = null,
        Func<CancellationToken, Task<long>>? startAfresh = null) => new(
            after => connection.Members.WatchMembers(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Roster.V1.MemberEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken, StartAfresh = startAfresh };

    /// <summary>Changes of teams.</summary>
    public static ResumableWatch<Roster.V1.TeamEvent> WatchTeams(
        this TaskForceConnection connection, Roster.V1.TeamFilter? filter = null, Action<LinkChange>? linkChanged = null,
        Func<CancellationToken, Task<long>>? startAfresh = null) => new(
            after => connection.Formation.WatchTeams(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Roster.V1.TeamEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken, StartAfresh = startAfresh };

    /// <summary>Changes of support requests.</summary>
    public static ResumableWatch<Roster.V1.SupportRequestEvent> WatchSupportRequests(
        this TaskForceConnection connection, Roster.V1.SupportRequestFilter? filter = null, Action<LinkChange>? linkChanged = null,
        Func<CancellationToken, Task<long>>? startAfresh = null) => new(
            after => connection.Support.WatchSupportRequests(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Roster.V1.SupportRequestEvent.Types.Type.Heartbeat))
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken, StartAfresh = startAfresh };

    /// <summary>Positions and changes of state; after 0 beginning with the last known ones, as it does when it must start afresh.</summary>
    public static ResumableWatch<Geolocation.V1.PositionEvent> WatchPositions(
        this TaskForceConnection connection, Geolocation.V1.PositionFilter? filter = null, Action<LinkChange>? linkChanged = null) => new(
            after => connection.Positions.WatchPositions(new() { After = after, Filter = filter }),
            change => new(change.Sequence, change.Type == Geolocation.V1.PositionEvent.Types.Type.Heartbeat)
            {
                IsBesideLog = change.Type == Geolocation.V1.PositionEvent.Types.Type.StateChanged,
            })
        { LinkChanged = linkChanged, RefuseToken = connection.RefuseToken, StartAfresh = _ => Task.FromResult(0L) };
}
