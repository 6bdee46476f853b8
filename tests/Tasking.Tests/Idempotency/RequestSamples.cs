using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Storage;
using static TaskForce.Tasking.V1.Mission.Types;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Services = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.Tasking.Tests.Idempotency;

/// <summary>A request that changes something, for each method that does, and whose it is. What it needs is made anew each time.</summary>
internal static class RequestSamples
{
    public static readonly Dictionary<string, Func<TaskingApp, Task<(string Profile, IMessage Request)>>> All = new()
    {
        ["HotspotService.CreateHotspot"] = _ => As("dispatcher.de", new V1.CreateHotspotRequest { Hotspot = TaskingApp.PortHotspot }),
        ["HotspotService.UpdateHotspot"] = async app => await As("dispatcher.de", new V1.UpdateHotspotRequest
        {
            Hotspot = new() { Name = await HotspotAsync(app), Description = "A lorry." },
            UpdateMask = FieldMask.FromString("description"),
        }),
        ["HotspotService.CloseHotspot"] = async app => await As("dispatcher.de", new V1.CloseHotspotRequest { Name = await HotspotAsync(app) }),
        ["HotspotService.DeleteHotspot"] = async app => await As("dispatcher.de", new V1.DeleteHotspotRequest { Name = await HotspotAsync(app) }),
        ["MissionService.CreateMission"] = async app => await As("dispatcher.de", new V1.CreateMissionRequest { Mission = new() { Hotspot = await HotspotAsync(app) } }),
        ["MissionService.AssignTeam"] = async app =>
        {
            var mission = await app.MissionAsync();
            return await As("dispatcher.de", new V1.AssignTeamRequest { Name = mission.Name, Members = { TaskingApp.Team }, Etag = mission.Etag });
        },
        ["MissionService.ApproveMission"] = async app =>
        {
            var mission = await app.MissionAsync(State.AwaitingApproval);
            return await As("commander.de", new V1.ApproveMissionRequest { Name = mission.Name, Etag = mission.Etag });
        },
        ["MissionService.RejectMission"] = async app => await As("commander.de", new V1.RejectMissionRequest { Name = await MissionAsync(app, State.AwaitingApproval), Reason = "No." }),
        ["MissionService.DispatchMission"] = async app =>
        {
            var mission = await app.MissionAsync(State.Approved);
            return await As("dispatcher.de", new V1.DispatchMissionRequest { Name = mission.Name, Etag = mission.Etag });
        },
        ["MissionService.RecallMission"] = async app => await As("dispatcher.de", new V1.RecallMissionRequest { Name = await MissionAsync(app, State.Ordered), Reason = "False alarm." }),
        ["MissionService.CompleteMission"] = async app =>
        {
            var order = await AcceptedAsync(app);
            await app.Field(Leader).ReportProgressAsync(new() { Name = order, Stage = Stage.OnScene, DeviceTime = new() });
            return await As("dispatcher.de", new V1.CompleteMissionRequest { Name = order.Split("/orders/")[0], Report = new() { Text = "Done." } });
        },
        ["MissionService.PreemptTeam"] = async app =>
        {
            var holder = await app.MissionAsync(State.Ordered);
            var taker = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = holder.Hotspot, Priority = 10 } });
            var request = new V1.PreemptTeamRequest { Name = taker.Name, From = holder.Name, Reason = "Lives at stake." };
            await app.Missions("commander.de").PreemptTeamAsync(request);
            return await As("commander.ma", request);
        },
        ["OrderService.EscalateOrder"] = async app => await As("dispatcher.de", new V1.EscalateOrderRequest
        {
            Name = $"{await MissionAsync(app, State.Ordered)}/orders/{Leader}",
            Action = V1.Order.Types.EscalationAction.Remind,
        }),
        ["FieldService.AcknowledgeOrder"] = async app => await As($"field:{Leader}", new V1.AcknowledgeOrderRequest
        {
            Name = $"{await MissionAsync(app, State.Ordered)}/orders/{Leader}",
            Rung = Rung.Accepted,
            Device = "phone",
            DeviceTime = new(),
        }),
        ["FieldService.ReportProgress"] = async app => await As($"field:{Leader}", new V1.ReportProgressRequest
        {
            Name = await AcceptedAsync(app),
            Stage = Stage.EnRoute,
            DeviceTime = new(),
        }),
        ["FieldService.CheckIn"] = async app => await As($"field:{Leader}", new V1.CheckInRequest { Name = await AcceptedAsync(app), Device = "phone", DeviceTime = new() }),
        ["FieldService.NeedHelp"] = _ => As($"field:de-{Guid.NewGuid():N}", new V1.NeedHelpRequest { Text = "Help." }),
        ["StatisticsService.ImportYearlyFigures"] = _ => As("commander.de", new V1.ImportYearlyFiguresRequest { Figures = { new V1.YearlyFigures { Year = 2022 } } }),
        ["AlertService.AcknowledgeAlert"] = async app => await As("dispatcher.de", new V1.AcknowledgeAlertRequest { Name = await AlertAsync(app) }),
        ["AlertService.ResolveAlert"] = async app => await As("dispatcher.de", new V1.ResolveAlertRequest { Name = await AlertAsync(app), Resolution = "Settled." }),
    };

    private const string Leader = "de-falke-07";

    private static Task<(string, IMessage)> As(string profile, IMessage request) => Task.FromResult((profile, request));

    private static async Task<string> HotspotAsync(TaskingApp app) => (await app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot })).Name;

    private static async Task<string> MissionAsync(TaskingApp app, State state) => (await app.MissionAsync(state)).Name;

    private static async Task<string> AcceptedAsync(TaskingApp app) => (await app.Field(Leader).AcknowledgeOrderAsync(
        new() { Name = $"{await MissionAsync(app, State.Ordered)}/orders/{Leader}", Rung = Rung.Accepted, Device = "phone", DeviceTime = new() })).Name;

    private static async Task<string> AlertAsync(TaskingApp app) => (await Services.GetRequiredService<Journal<TaskingDb>>(app.Services).ChangeAsync(db => db.RaiseAsync(
        new(V1.Alert.Types.Kind.NeedHelp, $"members/{Guid.NewGuid():N}", ["DE", "MA"], "Help."), "test", new(2026, 6, 1, 8, 0, 0, TimeSpan.Zero)), CancellationToken.None)).Name;
}
