using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;

namespace TaskForce.EndToEnd;

/// <summary>A TaskForce with a door for TAK clients.</summary>
public sealed class TakTaskForce : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");
    private LocalTaskForce? _running;

    public LocalTaskForce Running => _running!;

    public async ValueTask InitializeAsync() => _running = await LocalTaskForce.StartAsync(_data.FullName, command: ["up", "--tak", "0"]);

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        _data.Delete(recursive: true);
    }
}

/// <summary>A TAK client of others' libraries through the real services: it is a subject, it sees, it is ordered, it answers.</summary>
public sealed class TakTests(TakTaskForce fixture) : IClassFixture<TakTaskForce>
{
    private LocalTaskForce Running => fixture.Running;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xml")]
    [InlineData("protobuf")]
    public async Task Client_OnAMission_IsSeenSeesIsOrderedAndAnswers(string spelling)
    {
        using var desk = Running.Connect("dispatcher.de");
        var hotspot = await NameAsync("hotspot", "report", "--kind", "human-trafficking", "--severity", "high", "--place", "ma-tanger-med");
        var mission = await NameAsync("mission", "create", hotspot, "--team", "1");
        await NameAsync("mission", "approve", mission, "--as", "commander.de");
        await NameAsync("mission", "approve", mission, "--as", "commander.ma");
        var team = (await desk.Missions.GetMissionAsync(new() { Name = mission }, cancellationToken: Cancellation)).Members;
        var (own, other) = (team.First(member => member.Nation == "DE").Member, team.First(member => member.Nation == "MA").Member);
        var (device, certificate, key) = await EnrolAsync(own);
        using var client = TakProgram.Start(spelling, Running.Tak, certificate, key);

        // It sees the hotspot, and is there itself: a subject with a position of its own, of the time and the accuracy that it says.
        await client.HearAsync(heard => Text(heard, "uid") == $"TASKFORCE/{hotspot}");
        await client.DoAsync("position 35.9 -5.45");
        var position = await PositionAsync(desk, own);
        Assert.Equal((35.9, -5.45, 5, 3, PositionReport.Types.Source.Gnss),
            (position.Report.Location.Latitude, position.Report.Location.Longitude, position.Report.AccuracyMetres, position.Report.SpeedMps, position.Report.Source));

        // It is ordered, and the sender sees each rung that it reaches.
        await NameAsync("mission", "dispatch", mission);
        var order = await client.HearAsync(heard => Text(heard, "type") == "b-t-f" && Text(heard, "message").StartsWith(mission, StringComparison.Ordinal));
        var name = Text(order, "message");
        Assert.Contains("DEPLOY", Text(order, "text"), StringComparison.Ordinal);
        await client.DoAsync($"receipt d {name}");
        await LadderAsync(desk, mission, name, device, Rung.Stored);
        await client.DoAsync($"receipt r {name}");
        await LadderAsync(desk, mission, name, device, Rung.Read);
        // The recall of a mission before may be open still: which order is meant must be said.
        await client.DoAsync($"say accept {mission["missions/".Length..]}");
        await client.HearAsync(heard => Text(heard, "text").StartsWith("ACCEPTED", StringComparison.Ordinal));
        await LadderAsync(desk, mission, name, device, Rung.Accepted);

        // It sees those of its team, of the other nation too, as long as the mission lasts.
        await ReportAsync(other);
        var unit = await client.HearAsync(heard => Text(heard, "uid") == $"TASKFORCE/{other}" && Text(heard, "type") == "a-f-G-U-C");
        Assert.Equal([35.8, -5.6], unit.GetProperty("at").EnumerateArray().Select(number => number.GetDouble()));
        await client.DoAsync("emergency");
        await HelpAsync(desk, own);
        await NameAsync("mission", "recall", mission, "--reason", "Enough.");
        var gone = new HashSet<string> { name, $"TASKFORCE/{other}" };
        while (gone.Count > 0)
        {
            gone.Remove(Text(await client.HearAsync(heard => Text(heard, "type") == "t-x-d-d"), "removes"));
        }

        await NameAsync("hotspot", "close", hotspot);
        await client.HearAsync(heard => Text(heard, "removes") == $"TASKFORCE/{hotspot}");

        // And it is out once its device is revoked.
        Assert.Equal(0, (await Running.CliAsync("device", "revoke", device, "--reason", "Lost.", "--as", "dispatcher.de")).ExitCode);
        await client.EndedAsync();
    }

    [Fact]
    public async Task Client_ThatConnects_SeesTheHotspotsThatAreActive()
    {
        using var desk = Running.Connect("dispatcher.de");
        var hotspot = await NameAsync("hotspot", "report", "--kind", "smuggling", "--severity", "critical", "--place", "ma-nador");
        var member = (await desk.Members.ListMembersAsync(new() { PageSize = 50, Filter = new() { Nation = "DE" } }, cancellationToken: Cancellation)).Members[^1].Name;
        var (_, certificate, key) = await EnrolAsync(member);
        using var client = TakProgram.Start("protobuf", Running.Tak, certificate, key);

        var shown = await client.HearAsync(heard => Text(heard, "uid") == $"TASKFORCE/{hotspot}");

        Assert.Equal(("b-m-p-s-m", "smuggling (critical)"), (Text(shown, "type"), Text(shown, "callsign")));
        Assert.True(shown.GetProperty("stale").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
    }

    private static string Text(JsonElement heard, string property) => heard.TryGetProperty(property, out var value) ? value.GetString() ?? "" : "";

    private async Task<(string Device, string Certificate, string Key)> EnrolAsync(string member)
    {
        var invited = await JsonAsync("device", "invite", member, "--as", "dispatcher.de");
        var enrolled = await Running.CliAsync("device", "enrol", "--code", invited.GetProperty("code").GetString()!, "--server", Running.Tls.ToString());
        Assert.True(enrolled.ExitCode == 0, enrolled.Errors);
        var kept = Path.Combine(Running.FieldDirectory(member["members/".Length..]), "enrolment.json");
        var (name, device) = (EnrolledDevice.Open(new(kept)).Name, JsonDocument.Parse(await File.ReadAllTextAsync(kept, Cancellation)).RootElement);
        var files = Path.Combine(Running.Data, name["devices/".Length..]);
        await File.WriteAllTextAsync($"{files}.pem", device.GetProperty("Certificate").GetString(), Cancellation);
        await File.WriteAllTextAsync($"{files}.key", device.GetProperty("Key").GetString(), Cancellation);
        // Another one of the same member is enrolled in the same place.
        File.Delete(kept);
        return (name, $"{files}.pem", $"{files}.key");
    }

    private static async Task<Position> PositionAsync(TaskForceConnection desk, string member)
    {
        while (true)
        {
            try
            {
                var position = await desk.Positions.GetPositionAsync(new() { Name = $"positions/{member}" }, cancellationToken: Cancellation);
                if (position.Report.Location.Latitude == 35.9)
                {
                    return position;
                }
            }
            catch (RpcException none) when (none.StatusCode == StatusCode.NotFound)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }

    private static async Task LadderAsync(TaskForceConnection desk, string mission, string order, string device, Rung rung)
    {
        while (true)
        {
            var ordered = (await desk.Missions.GetMissionAsync(new() { Name = mission }, cancellationToken: Cancellation)).Orders.Single(each => each.Name == order);
            if (ordered.Rung >= rung)
            {
                Assert.Equal(rung, ordered.Rung);
                Assert.Equal(device, ordered.Acknowledgements.Single(reached => reached.Rung == rung).Device);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }

    private static async Task HelpAsync(TaskForceConnection desk, string member)
    {
        while (!(await desk.Alerts.ListAlertsAsync(new() { PageSize = 50 }, cancellationToken: Cancellation)).Alerts
            .Any(alert => alert.Kind == Alert.Types.Kind.NeedHelp && alert.ToString().Contains("911 Alert", StringComparison.Ordinal)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }
    }

    private async Task ReportAsync(string member)
    {
        using var unit = Running.Connect($"field:{member["members/".Length..]}");
        var answer = await unit.Positions.ReportPositionsAsync(
            new() { Reports = { new PositionReport { Subject = member, Location = new() { Latitude = 35.8, Longitude = -5.6 }, EventTime = TimeProvider.System.GetUtcNow().ToTimestamp(), Source = PositionReport.Types.Source.Gnss } } },
            cancellationToken: Cancellation);
        Assert.Equal(1, answer.StoredCount);
    }

    private async Task<string> NameAsync(params string[] arguments) => (await JsonAsync(arguments)).GetProperty("name").GetString()!;

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await Running.CliAsync([.. arguments, "--output", "json"]);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {output}{errors}");
        return JsonDocument.Parse(output).RootElement;
    }
}
