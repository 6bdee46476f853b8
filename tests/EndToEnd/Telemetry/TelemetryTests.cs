using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using TaskForce.Tasking.V1;

namespace TaskForce.EndToEnd.Telemetry;

/// <summary>What an operator sees of the real processes.</summary>
public sealed class TelemetryTests(ObservedTaskForce fixture) : IClassFixture<ObservedTaskForce>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OneOrder_FromTheDeskToTheDeviceAndBack_IsOneTrace()
    {
        var mission = await ApproveAsync();
        var leader = mission.GetProperty("members")[0].GetProperty("member").GetString()!;
        using var unit = fixture.TaskForce.StartCli("field", "run", "--as", leader, "--journey", "1s", "--once");
        using var desk = fixture.TaskForce.Connect("commander.ma");

        // As the page does.
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var headers = new Metadata { { "traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01" } };
        await desk.Missions.DispatchMissionAsync(
            new() { Name = mission.GetProperty("name").GetString(), RequestId = Guid.NewGuid().ToString() }, headers, cancellationToken: Cancellation);
        await unit.WaitForExitAsync(Cancellation);

        await SeenAsync(trace, "gateway", "MissionService");
        await SeenAsync(trace, "tasking", "DispatchMission");
        await SeenAsync(trace, "roster", "ConfirmTeam");
        await SeenAsync(trace, "tasking", "tell order");
        await SeenAsync(trace, "gateway", "FieldService");
        await SeenAsync(trace, "tasking", "AcknowledgeOrder");
        await SeenAsync(trace, "tasking", "ReportProgress");
    }

    private async Task SeenAsync(string trace, string service, string name)
    {
        var began = Stopwatch.GetTimestamp();
        while (!fixture.Collector.Spans.Any(span => span.TraceId == trace && span.Service == service && span.Name.Contains(name, StringComparison.Ordinal)))
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience,
                $"No {name} of {service} in the trace, but:\n{string.Join('\n', fixture.Collector.Spans.Where(span => span.TraceId == trace).Select(span => $"{span.Service} {span.Name}").Distinct())}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation);
        }
    }

    private async Task<JsonElement> ApproveAsync()
    {
        var hotspot = await RunAsync("hotspot", "report", "--kind", "smuggling", "--severity", "high", "--place", "ma-tanger-med");
        var mission = (await RunAsync("mission", "create", hotspot.GetProperty("name").GetString()!, "--team", "1")).GetProperty("name").GetString()!;
        await RunAsync("mission", "approve", mission, "--as", "commander.de");
        return await RunAsync("mission", "approve", mission, "--as", "commander.ma");
    }

    private async Task<JsonElement> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await fixture.TaskForce.CliAsync([.. arguments, "--output", "json"]);
        Assert.True(exitCode == 0, output + errors);
        return JsonDocument.Parse(output).RootElement;
    }

    [Fact]
    public async Task Metrics_AreShownToPrometheus()
    {
        await ApproveAsync();

        var shown = await fixture.ScrapeAsync();

        Assert.Equal(["gateway", "geolocation", "partners", "roster", "takbridge", "tasking"], shown.Keys.Order());
        Assert.Matches("""taskforce_gateway_calls_total\{nation="MA",outcome="ok"\} \d+""", shown["gateway"]);
        // With the trace of one that took so long.
        Assert.Matches("""taskforce_store_change_duration_seconds_bucket\{.*\} \d+ # \{trace_id="[0-9a-f]{32}",span_id="[0-9a-f]{16}"\}""", shown["tasking"]);
        Assert.All(["tasking", "roster", "geolocation", "partners"], service => Assert.Matches("""taskforce_store_writable(\{\})? 1""", shown[service]));
    }
}
