using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.Tests.Operations;
using TaskForce.Testing;
using TaskForce.Type.V1;
using static TaskForce.Tasking.V1.Mission.Types;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.Tasking.Tests.Access;

/// <summary>How the records came about, and the rest of what is asked.</summary>
internal sealed partial class ScopeWorld
{
    /// <summary>What the audit log is asked.</summary>
    public static IEnumerable<ScopeLine> Audit =>
    [
        new("SignCheckpoint", "auditor.de", new SignCheckpointRequest { Checkpoint = new() { Nation = "DE", Number = 1, Time = new() { Seconds = 1 } } }, "OTHER_NATION"),
        new("EraseAuditValues", "commander.de", new EraseAuditValuesRequest { Value = "dispatcher.de" }) { IsTheirs = (_, answer) => answer is EraseAuditValuesResponse { Count: 0 } },
    ];

    public IEnumerable<ScopeLine> Desks =>
    [
        new("AcknowledgeAlert", "dispatcher.de", new V1.AcknowledgeAlertRequest { Name = _alert }, "OTHER_NATION"),
        new("ResolveAlert", "dispatcher.de", new V1.ResolveAlertRequest { Name = _alert, Resolution = "Well." }, "OTHER_NATION"),
        new("OfferHandover", "dispatcher.de", new V1.OfferHandoverRequest { To = "night.de", Missions = { Of(State.Draft) } }, NoPart, "NOT_RESPONSIBLE"),
        new("AcceptHandover", "commander.de", new V1.AcceptHandoverRequest { Name = _offered }, "NOT_YOUR_HANDOVER"),
        new("DeclineHandover", "dispatcher.de", new V1.DeclineHandoverRequest { Name = _withdrawn }, "NOT_YOUR_HANDOVER"),
        new("TakeOverMission", "dispatcher.ma", new V1.TakeOverMissionRequest { Mission = Of(State.Draft), Reason = "Night." }, NoPart),
        new("BeginWatch", "commander.ma", new V1.BeginWatchRequest()) { IsTheirs = IsOwnWatch },
        new("EndWatch", "commander.ma", new V1.EndWatchRequest(), "NOT_ON_WATCH", "STILL_RESPONSIBLE") { IsTheirs = IsOwnWatch },
    ];

    public IEnumerable<ScopeLine> Rights =>
    [
        new("CreateDelegation", "commander.de", new V1.CreateDelegationRequest { Delegation = new() { Delegate = "night.de", Validity = Hour } })
        {
            IsTheirs = (_, given) => given is V1.Delegation { Nation: "FR" },
        },
        new("RevokeDelegation", "commander.de", new V1.RevokeDelegationRequest { Name = _delegation, Reason = "Back." }, "OTHER_NATION"),
        new("CreatePreAuthorisation", "commander.de", new V1.CreatePreAuthorisationRequest { PreAuthorisation = new() { MaxUses = 1, Validity = Hour } })
        {
            IsTheirs = (_, given) => given is V1.PreAuthorisation { Nation: "FR" },
        },
        new("RevokePreAuthorisation", "commander.de", new V1.RevokePreAuthorisationRequest { Name = _authorisation, Reason = "Back." }, "OTHER_NATION"),
    ];

    private Google.Type.Interval Hour => new() { EndTime = _clock.GetUtcNow().AddHours(1).ToTimestamp() };

    /// <summary>Germany and Morocco at work, and France in nothing.</summary>
    public static async Task<ScopeWorld> OnAsync(TestStore store)
    {
        var world = new ScopeWorld(store);
        foreach (var state in new[] { State.Draft, State.AwaitingApproval, State.Approved, State.Ordered })
        {
            world._missions[state] = (await world.App.MissionAsync(state)).Name;
        }

        world._free = (await world.App.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot })).Name;
        await world.ArriveAsync();
        await world.PlanAsync();
        await world.StaffAsync();
        return world;
    }

    private static bool IsOwnWatch(string stranger, Google.Protobuf.IMessage? watch) => watch is V1.DeskWatch own && own.Person == stranger;

    private async Task ArriveAsync()
    {
        var mission = await App.MissionAsync(State.Ordered);
        var order = $"{mission.Name}/orders/{Leader}";
        await App.Field(Leader).AcknowledgeOrderAsync(new() { Name = order, Rung = Rung.Accepted, Device = "phone", DeviceTime = Now });
        await App.Field(Leader).ReportProgressAsync(new() { Name = order, Stage = Stage.EnRoute, DeviceTime = Now });
        await App.Field(Leader).ReportProgressAsync(new() { Name = order, Stage = Stage.OnScene, DeviceTime = Now });
        _missions[State.OnScene] = mission.Name;
    }

    private async Task PlanAsync()
    {
        var operations = new OperationSetting(App, _clock);
        _operation = await operations.ReadyAsync(operations.H, "one", "two");
        _untold = await operations.AcceptedAsync(operations.H, "three", "four");
        _second = (await App.MissionAsync(State.AwaitingApproval)).Name;
        Hotspot = (await App.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot })).Name;
        _urgent = (await App.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = Hotspot, Priority = 10 } })).Name;
    }

    private async Task StaffAsync()
    {
        _alert = (await App.Field("de-alone").NeedHelpAsync(new() { Text = "Help." })).Name;
        _delegation = (await App.Delegations().CreateDelegationAsync(new() { Delegation = new() { Delegate = "night.de", Validity = Hour } })).Name;
        _authorisation = (await App.PreAuthorisations().CreatePreAuthorisationAsync(new() { PreAuthorisation = new() { MaxUses = 1, Validity = Hour, Scope = new() { HostNations = { "ES" } } } })).Name;
        _offered = (await App.Handovers().OfferHandoverAsync(new() { To = "commander.de", Missions = { Of(State.AwaitingApproval) } })).Name;
        _withdrawn = (await App.Handovers().OfferHandoverAsync(new() { To = "night.de", Missions = { Of(State.AwaitingApproval) } })).Name;
    }
}
