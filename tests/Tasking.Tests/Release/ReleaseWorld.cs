using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Roster.V1.TeamMember.Types;

namespace TaskForce.Tasking.Tests.Release;

/// <summary>What a caller is sent of everything that tasking knows.</summary>
internal static class ReleaseWorld
{
    public const string Falke = "members/de-falke-07";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Waits until a caller's view is as it should be, within the time of the test.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isSo)
    {
        while (true)
        {
            var seen = await look();
            if (isSo(seen))
            {
                return seen;
            }

            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The first of a stream that is as asked.</summary>
    public static async Task<T> NextAsync<T>(this AsyncServerStreamingCall<T> stream, Func<T, bool> isSo)
    {
        while (await stream.ResponseStream.MoveNext(Cancellation))
        {
            if (isSo(stream.ResponseStream.Current))
            {
                return stream.ResponseStream.Current;
            }
        }

        throw new UnreachableException("The stream ended.");
    }

    /// <summary>Everything that the centres may ask about missions, as JSON, by what was asked.</summary>
    public static async Task<Dictionary<string, string>> EverythingAsync(this TaskingApp app, string profile, string mission, string operation)
    {
        var report = $"{mission}/afterActionReport";
        var seen = new Dictionary<string, string>
        {
            ["GetMission"] = Text(await app.Missions(profile).GetMissionAsync(new() { Name = mission })),
            ["ListMissions"] = Text(await app.Missions(profile).ListMissionsAsync(new())),
            ["ListAlerts"] = Text(await app.Alerts(profile).ListAlertsAsync(new())),
            ["GetOperation"] = Text(await app.Operations(profile).GetOperationAsync(new() { Name = operation })),
            ["ListOperations"] = Text(await app.Operations(profile).ListOperationsAsync(new())),
            ["GetOperationRecord"] = Text(await app.Operations(profile).GetOperationRecordAsync(new() { Name = $"{operation}/record" })),
            ["GetAfterActionReport"] = Text(await app.Reports(profile).GetAfterActionReportAsync(new() { Name = report })),
            ["ListResponsibilities"] = Text(await app.Handovers(profile).ListResponsibilitiesAsync(new())),
            ["WatchMissions"] = await AllAsync(app.Missions(profile).WatchMissions(new()), change => change.Type == V1.MissionEvent.Types.Type.Heartbeat),
            ["WatchAlerts"] = await AllAsync(app.Alerts(profile).WatchAlerts(new()), change => change.Type == V1.AlertEvent.Types.Type.Heartbeat),
            ["WatchOperations"] = await AllAsync(app.Operations(profile).WatchOperations(new()), change => change.Type == V1.OperationEvent.Types.Type.Heartbeat),
            ["WatchDesk"] = await AllAsync(app.Desk(profile).WatchDesk(new()), change => change.ChangeCase == V1.DeskEvent.ChangeOneofCase.None),
        };
        foreach (var format in new[] { V1.ExportAfterActionReportRequest.Types.Format.Markdown, V1.ExportAfterActionReportRequest.Types.Format.Json })
        {
            seen[$"ExportAfterActionReport {format}"] = (await app.Reports(profile).ExportAfterActionReportAsync(new() { Name = report, Format = format })).Content.ToStringUtf8();
        }

        return seen;
    }

    /// <summary>A unit of the mission answers its order from a device, and moves.</summary>
    public static async Task WorkAsync(this TaskingApp app, string member, string mission)
    {
        var order = $"{mission}/orders/{member}";
        await app.Field(member).AcknowledgeOrderAsync(new() { Name = order, Rung = V1.Order.Types.Rung.Accepted, Device = $"phone-of-{member}", DeviceTime = Now });
        await app.Field(member).ReportProgressAsync(new() { Name = order, Stage = V1.Order.Types.Stage.EnRoute, DeviceTime = Now, Note = $"a word of {member}" });
        await app.Field(member).ReportProgressAsync(new() { Name = order, Stage = V1.Order.Types.Stage.OnScene, DeviceTime = Now });
        await app.Field(member).CheckInAsync(new() { Name = order, Device = $"phone-of-{member}", DeviceTime = Now });
    }

    private static Timestamp Now => TimeProvider.System.GetUtcNow().ToTimestamp();

    private static async Task<string> AllAsync<T>(AsyncServerStreamingCall<T> stream, Func<T, bool> isLast) where T : IMessage
    {
        using (stream)
        {
            var all = new List<string>();
            await stream.NextAsync(change =>
            {
                all.Add(Text(change));
                return isLast(change);
            });
            return string.Join("\n", all);
        }
    }

    private static string Text(IMessage message) => JsonFormatter.Default.Format(message);
}
