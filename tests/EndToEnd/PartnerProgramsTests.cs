using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>The examples for partners, run as a partner runs them: what they say, and what the gateway then has.</summary>
public sealed class PartnerProgramsTests(RunningTaskForce fixture) : IDisposable
{
    private readonly PartnerPrograms _programs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _programs.Dispose();

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    [InlineData("tls")]
    public async Task TypeScript_ByEachDoor_ReportsOnceFollowsAndResumes(string door) =>
        await HoldsAsync(await PartnerPrograms.EndAsync(PartnerPrograms.Node(fixture.TaskForce, Gateway(door))), "TypeScript example");

    [Theory]
    [InlineData("grpc")]
    [InlineData("tls")]
    public async Task Python_WithDebiansGrpc_ReportsOnceFollowsAndResumes(string door)
    {
        await _programs.GenerateAsync();

        await HoldsAsync(await PartnerPrograms.EndAsync(_programs.Python(fixture.TaskForce, Gateway(door))), "Python example");
    }

    [Fact]
    public async Task Watch_GatewayKilled_GoesOnAndTellsNothingTwice()
    {
        await _programs.GenerateAsync();
        var data = Directory.CreateTempSubdirectory("taskforce-test-");
        await using (var running = await LocalTaskForce.StartAsync(data.FullName))
        {
            using var desk = running.Connect("dispatcher.de");
            var after = $"{(await desk.Hotspots.ListHotspotsAsync(new(), cancellationToken: Cancellation)).Sequence}";
            var before = await ReportAsync(desk);
            Process[] programs =
            [
                PartnerPrograms.Node(running, running.Grpc, "watch", after), PartnerPrograms.Node(running, running.Http, "watch", after), _programs.Python(running, running.Grpc, "watch", after),
            ];
            try
            {
                Assert.All(await LinesAsync(programs.Select(program => program.StandardOutput)), line => Assert.EndsWith($"CREATED {before}", line, StringComparison.Ordinal));

                Process.GetProcessById(running.ProcessOf("Gateway")).Kill();

                Assert.All(await LinesAsync(programs.Select(program => program.StandardError)), line => Assert.StartsWith("Cut off", line, StringComparison.Ordinal));
                var later = await ReportAsync(desk);
                Assert.All(await LinesAsync(programs.Select(program => program.StandardOutput)), line => Assert.EndsWith($"CREATED {later}", line, StringComparison.Ordinal));
            }
            finally
            {
                foreach (var program in programs)
                {
                    program.Kill();
                    program.Dispose();
                }
            }
        }

        data.Delete(recursive: true);
    }

    private Uri Gateway(string door) => door switch
    {
        "grpc" => fixture.TaskForce.Grpc,
        "http" => fixture.TaskForce.Http,
        _ => fixture.TaskForce.Tls,
    };

    private static async Task<string?[]> LinesAsync(IEnumerable<StreamReader> readers) =>
        await Task.WhenAll(readers.Select(reader => reader.ReadLineAsync(Cancellation).AsTask()));

    // The client's own retries end before a killed process is back; a request id makes it one report however often it is sent.
    private static async Task<string> ReportAsync(Client.TaskForceConnection desk)
    {
        var request = new CreateHotspotRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Hotspot = new()
            {
                Kind = Hotspot.Types.Kind.Smuggling,
                Severity = Hotspot.Types.Severity.Low,
                HostNation = "DE",
                Place = new() { Location = new() { Latitude = 50, Longitude = 8 } },
            },
        };
        while (true)
        {
            try
            {
                return (await desk.Hotspots.CreateHotspotAsync(request, cancellationToken: Cancellation)).Name;
            }
            catch (RpcException away) when (away.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation);
            }
        }
    }

    private async Task HoldsAsync(string[][] said, string source)
    {
        Assert.Equal(["reported", "repeated", "event", "reported", "resuming", "event", "refused"], said.Select(line => line[0]));
        var (first, second) = (said[0][1], said[3][1]);
        Assert.NotEqual(first, second);
        Assert.Equal(first, said[1][1]);
        Assert.Equal(["CREATED", first], said[2][2..]);
        Assert.Equal(["resuming", "after", said[2][1]], said[4]);
        Assert.Equal(["CREATED", second], said[5][2..]);
        Assert.Equal(["INVALID_FIELDS", "hotspot.severity", "hotspot.place", "hotspot.host_nation"], said[6][1..]);

        using var desk = fixture.TaskForce.Connect("dispatcher.de");
        var kept = await desk.Hotspots.GetHotspotAsync(new() { Name = first }, cancellationToken: Cancellation);
        Assert.Equal((source, Hotspot.Types.Kind.Smuggling, "DE"), (kept.Source, kept.Kind, kept.HostNation));
        foreach (var line in new[] { said[2], said[5] })
        {
            var sequence = long.Parse(line[1], CultureInfo.InvariantCulture);
            using var watch = desk.Hotspots.WatchHotspots(new() { After = sequence - 1 }, cancellationToken: Cancellation);
            Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
            var change = watch.ResponseStream.Current;
            Assert.Equal((sequence, HotspotEvent.Types.Type.Created, line[3], "partner.demo"), (change.Sequence, change.Type, change.Hotspot.Name, change.Actor));
        }
    }
}
