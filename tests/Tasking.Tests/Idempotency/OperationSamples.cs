using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Tasking.Tests.Operations;
using static TaskForce.Tasking.V1.Mission.Types;
using Readiness = TaskForce.Tasking.V1.Operation.Types.Readiness;
using Rung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Tests.Idempotency;

/// <summary>The same for common starts and reports.</summary>
internal static class OperationSamples
{
    public static readonly Dictionary<string, Func<TaskingApp, Task<(string Profile, IMessage Request)>>> All = new()
    {
        ["OperationService.CreateOperation"] = async app => ("dispatcher.de", new V1.CreateOperationRequest
        {
            Operation = new()
            {
                Title = "Ring",
                Missions = { (await app.MissionAsync()).Name, (await app.MissionAsync()).Name },
                HHour = Clock(app).GetUtcNow().AddHours(1).ToTimestamp(),
            },
        }),
        ["OperationService.UpdateOperation"] = async app => ("dispatcher.de", new V1.UpdateOperationRequest
        {
            Operation = new() { Name = (await OperationAsync(app, Step.Accepted)).Name, Title = "Outer ring" },
            UpdateMask = FieldMask.FromString("title"),
        }),
        ["OperationService.DeleteOperation"] = async app => ("dispatcher.de", new V1.DeleteOperationRequest { Name = (await OperationAsync(app, Step.Accepted)).Name }),
        ["OperationService.SetReadiness"] = async app =>
        {
            var operation = await OperationAsync(app, Step.Accepted);
            return ("dispatcher.de", new V1.SetReadinessRequest { Name = operation.Name, Mission = operation.Missions[0], Readiness = Readiness.NotReady, Reason = "Stuck." });
        },
        ["OperationService.GiveGo"] = async app => ("commander.de", new V1.GiveGoRequest { Name = (await OperationAsync(app, Step.Ready)).Name }),
        ["OperationService.GiveNoGo"] = async app => ("commander.de", new V1.GiveNoGoRequest { Name = (await OperationAsync(app, Step.Ready)).Name, Reason = "Fog." }),
        ["OperationService.HoldOperation"] = async app => ("commander.de", new V1.HoldOperationRequest { Name = (await OperationAsync(app, Step.Going)).Name, Reason = "Fog." }),
        ["OperationService.AbortOperation"] = async app => ("commander.de", new V1.AbortOperationRequest { Name = (await OperationAsync(app, Step.Going)).Name, Reason = "Blown." }),
        ["OperationService.AcknowledgeHHourOrder"] = async app =>
        {
            var operation = await OperationAsync(app, Step.Going);
            return ($"field:{MemberOf(operation)}", new V1.AcknowledgeHHourOrderRequest
            {
                Name = operation.Name,
                Device = OperationSetting.Device,
                Revision = operation.Revision,
                Rung = Rung.Displayed,
                DeviceTime = Clock(app).GetUtcNow().ToTimestamp(),
            });
        },
        ["OperationService.ReportRelease"] = async app =>
        {
            var operation = await OperationAsync(app, Step.Going);
            return ($"field:{MemberOf(operation)}", new V1.ReportReleaseRequest
            {
                Name = operation.Name,
                Device = OperationSetting.Device,
                Revision = operation.Revision,
                Release = new() { DeviceTime = operation.HHour, CorrectedTime = operation.HHour, Uncertainty = TimeSpan.FromMilliseconds(20).ToDuration() },
            });
        },
        ["AfterActionReportService.UpdateAfterActionReport"] = async app => ("dispatcher.de", new V1.UpdateAfterActionReportRequest
        {
            AfterActionReport = new() { Name = await ReportAsync(app), Lessons = "Take two vans." },
        }),
        ["AfterActionReportService.SignAfterActionReport"] = async app =>
        {
            var report = await app.Reports().GetAfterActionReportAsync(new() { Name = await ReportAsync(app) });
            return ("commander.de", new V1.SignAfterActionReportRequest { Name = report.Name, Digest = report.Digest });
        },
    };

    private enum Step
    {
        Accepted,
        Ready,
        Going,
    }

    private static FakeTimeProvider Clock(TaskingApp app) => (FakeTimeProvider)app.Services.GetRequiredService<TimeProvider>();

    private static async Task<V1.Operation> OperationAsync(TaskingApp app, Step step)
    {
        string[] names = [$"a{Guid.NewGuid():N}", $"b{Guid.NewGuid():N}"];
        var setting = new OperationSetting(app, Clock(app)) { Prefix = $"ring-{Guid.NewGuid():N}" };
        return step switch
        {
            Step.Accepted => await setting.AcceptedAsync(setting.H, names),
            Step.Ready => await setting.ReadyAsync(setting.H, names),
            _ => await setting.GoingAsync(setting.H, names),
        };
    }

    private static string MemberOf(V1.Operation operation) => operation.Devices[0].Member["members/".Length..];

    private static async Task<string> ReportAsync(TaskingApp app)
    {
        var mission = (await app.MissionAsync(State.Ordered)).Name;
        var (field, now) = (app.Field("de-falke-07"), Clock(app).GetUtcNow().ToTimestamp());
        var order = $"{mission}/orders/de-falke-07";
        await field.AcknowledgeOrderAsync(new() { Name = order, Rung = V1.Order.Types.Rung.Accepted, Device = "phone", DeviceTime = now });
        await field.ReportProgressAsync(new() { Name = order, Stage = V1.Order.Types.Stage.OnScene, DeviceTime = now });
        await app.Missions().CompleteMissionAsync(new() { Name = mission, Report = new() { Text = "Done." } });
        return $"{mission}/afterActionReport";
    }
}
