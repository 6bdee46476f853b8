using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Tasking.Tests.Operations;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.Tasking.Tests.Access;

/// <summary>Records of two nations, and for every method that works on some records only what somebody else asks of them.</summary>
internal sealed partial class ScopeWorld : IAsyncDisposable
{
    private const string NoPart = "NATION_TAKES_NO_PART";
    private const string NotNamed = "PARTNER_NOT_NAMED";
    private const string Leader = "de-falke-07";

    private readonly FakeTimeProvider _clock = new(OperationSetting.Noon);
    private readonly Dictionary<State, string> _missions = [];
    private V1.Operation _operation = null!;
    private V1.Operation _untold = null!;
    private string _second = "";
    private string _urgent = "";
    private string _alert = "";
    private string _delegation = "";
    private string _authorisation = "";
    private string _offered = "";
    private string _withdrawn = "";
    private string _free = "";

    private ScopeWorld(TestStore store) => App = new(store, _clock);

    public TaskingApp App { get; }

    /// <summary>What missions, their reports and the rest are asked.</summary>
    public IEnumerable<ScopeLine> Missions =>
    [
        new("CreateMission", "dispatcher.ma", new V1.CreateMissionRequest { Mission = new() { Hotspot = Hotspot } }, NoPart),
        new("UpdateMission", "dispatcher.ma", new V1.UpdateMissionRequest { Mission = new() { Name = Of(State.Draft), Title = "Harbour" } }, NoPart),
        new("AssignTeam", "dispatcher.ma", new V1.AssignTeamRequest { Name = Of(State.Draft), Members = { OperationSetting.Pair("four") } }, NoPart),
        new("ApproveMission", "commander.ma", new V1.ApproveMissionRequest { Name = Of(State.AwaitingApproval) }, NoPart, "NOT_ENTITLED"),
        new("RejectMission", "commander.ma", new V1.RejectMissionRequest { Name = _second, Reason = "No." }, NoPart, "NOT_ENTITLED"),
        new("PreemptTeam", "commander.de", new V1.PreemptTeamRequest { Name = _urgent, From = Of(State.Approved), Reason = "First." }, NoPart),
        new("DispatchMission", "dispatcher.ma", new V1.DispatchMissionRequest { Name = Of(State.Approved) }, NoPart),
        new("CompleteMission", $"field:{Leader}", new V1.CompleteMissionRequest { Name = Of(State.OnScene), Report = new() { Text = "Done." } }, NoPart, "NOT_THE_LEADER"),
        new("EscalateOrder", "dispatcher.ma", new V1.EscalateOrderRequest { Name = $"{Of(State.Ordered)}/orders/{Leader}", Action = V1.Order.Types.EscalationAction.Remind }, NoPart),
        new("RecallMission", "dispatcher.ma", new V1.RecallMissionRequest { Name = Of(State.Ordered), Reason = "Storm." }, NoPart),
    ];

    /// <summary>What is asked of missions and alerts by partners that this deployment does not name.</summary>
    public IEnumerable<ScopeLine> Followed =>
    [
        new("GetMission", "dispatcher.ma", new V1.GetMissionRequest { Name = Of(State.Draft) }, NotNamed),
        new("ListMissions", "dispatcher.ma", new V1.ListMissionsRequest(), NotNamed),
        new("WatchMissions", "dispatcher.ma", new V1.WatchMissionsRequest(), NotNamed),
        new("GetAlert", "dispatcher.ma", new V1.GetAlertRequest { Name = _alert }, NotNamed),
        new("ListAlerts", "dispatcher.ma", new V1.ListAlertsRequest(), NotNamed),
        new("WatchAlerts", "dispatcher.ma", new V1.WatchAlertsRequest(), NotNamed),
    ];

    /// <summary>What hotspots are asked.</summary>
    public IEnumerable<ScopeLine> Hotspots =>
    [
        new("UpdateHotspot", "dispatcher.ma", new V1.UpdateHotspotRequest { Hotspot = new() { Name = _free, Description = "Seen again." } }, NoPart, "NOT_YOUR_HOTSPOT"),
        new("CloseHotspot", "dispatcher.de", new V1.CloseHotspotRequest { Name = _free }, NoPart, "NOT_YOUR_HOTSPOT"),
        new("DeleteHotspot", "dispatcher.ma", new V1.DeleteHotspotRequest { Name = _free }, NoPart),
    ];

    public IEnumerable<ScopeLine> Reports
    {
        get
        {
            var report = $"{Of(State.OnScene)}/afterActionReport";
            return
            [
                new("GetAfterActionReport", $"field:{Leader}", new V1.GetAfterActionReportRequest { Name = report }, "NOT_YOUR_MISSION"),
                new("UpdateAfterActionReport", $"field:{Leader}", new V1.UpdateAfterActionReportRequest { AfterActionReport = new() { Name = report, Lessons = "None." } }, NoPart, "NOT_THE_LEADER"),
                new("SignAfterActionReport", "commander.de", new V1.SignAfterActionReportRequest { Name = report, Digest = ByteString.CopyFrom(1) }, NoPart),
            ];
        }
    }

    public IEnumerable<ScopeLine> Operations =>
    [
        new("CreateOperation", "dispatcher.ma", new V1.CreateOperationRequest
        {
            Operation = new() { Title = "Ring", Missions = { Of(State.AwaitingApproval), _second }, HHour = _clock.GetUtcNow().AddHours(1).ToTimestamp() },
        }, NoPart),
        new("UpdateOperation", "dispatcher.ma", new V1.UpdateOperationRequest { Operation = new() { Name = _operation.Name, Title = "Ring of two" } }, NoPart),
        new("SetReadiness", "dispatcher.ma", new V1.SetReadinessRequest { Name = _operation.Name, Mission = _operation.Missions[0], Readiness = V1.Operation.Types.Readiness.Ready }, "OTHER_NATION", "NOT_THE_LEADER"),
        new("GiveGo", "commander.ma", new V1.GiveGoRequest { Name = _operation.Name }, NoPart),
        new("GiveNoGo", "commander.ma", new V1.GiveNoGoRequest { Name = _operation.Name, Reason = "Fog." }, NoPart),
        new("HoldOperation", "dispatcher.ma", new V1.HoldOperationRequest { Name = _operation.Name, Reason = "Fog." }, NoPart),
        new("GetHHourOrder", "field:de-one", new V1.GetHHourOrderRequest { Name = _operation.Name }, "NOT_YOUR_OPERATION"),
        new("AcknowledgeHHourOrder", "field:de-one", new V1.AcknowledgeHHourOrderRequest
        {
            Name = _operation.Name, Device = OperationSetting.Device, Revision = 1, Rung = V1.HHourOrder.Types.Rung.Stored, DeviceTime = Now,
        }, "NOT_YOUR_OPERATION"),
        new("ReportRelease", "field:de-one", new V1.ReportReleaseRequest
        {
            Name = _operation.Name, Device = OperationSetting.Device, Revision = 1, Release = new() { DeviceTime = Now, CorrectedTime = Now, Uncertainty = new() { Nanos = 1_000_000 } },
        }, "NOT_YOUR_OPERATION"),
        new("AbortOperation", "commander.ma", new V1.AbortOperationRequest { Name = _operation.Name, Reason = "Rain." }, NoPart),
        new("DeleteOperation", "dispatcher.ma", new V1.DeleteOperationRequest { Name = _untold.Name }, NoPart),
    ];

    public IEnumerable<ScopeLine> Field
    {
        get
        {
            var order = $"{Of(State.Ordered)}/orders/{Leader}";
            return
            [
                new("ReceiveOrders", $"field:{Leader}", new V1.ReceiveOrdersRequest { Device = "phone" }) { IsTheirs = (_, first) => first is V1.OrderEvent { Order: null, HHour: null } },
                new("AcknowledgeOrder", $"field:{Leader}", new V1.AcknowledgeOrderRequest { Name = order, Rung = Rung.Accepted, Device = "phone", DeviceTime = Now }, "NOT_YOUR_ORDER"),
                new("ReportProgress", $"field:{Leader}", new V1.ReportProgressRequest { Name = order, Stage = Stage.EnRoute, DeviceTime = Now }, "NOT_YOUR_ORDER"),
                new("CheckIn", $"field:{Leader}", new V1.CheckInRequest { Name = order, Device = "phone", DeviceTime = Now }, "NOT_YOUR_ORDER"),
                new("NeedHelp", $"field:{Leader}", new V1.NeedHelpRequest { Text = "Help.", Order = order })
                {
                    TakesAnyone = true,
                    IsTheirs = (_, alert) => alert is V1.Alert { Mission: "" } theirs && theirs.Member != $"members/{Leader}",
                },
                new("GetTaskPackage", $"field:{Leader}", new V1.GetTaskPackageRequest { Name = order }, "NOT_YOUR_ORDER"),
                new("ListPackageKeys", $"field:{Leader}", new V1.ListPackageKeysRequest()),
                new("StreamClock", $"field:{Leader}", new V1.StreamClockRequest { Device = "phone", Id = 1 }) { IsTheirs = (_, answer) => answer is V1.StreamClockResponse { Id: 1 } },
            ];
        }
    }

    private Timestamp Now => _clock.GetUtcNow().ToTimestamp();

    private string Hotspot { get; set; } = "";

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private string Of(State state) => _missions[state];
}
