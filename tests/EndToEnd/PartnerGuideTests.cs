using System.Text.Json;
using System.Text.RegularExpressions;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>What a partner's engineer types first: every command of <c>docs/partner-guide.md</c>, in a sandbox.</summary>
public sealed partial class PartnerGuideTests
{
    [Fact]
    public async Task Guide_EachCommandInOrder_DoesWhatThePageSays()
    {
        var (data, work) = (Directory.CreateTempSubdirectory("taskforce-test-"), Directory.CreateTempSubdirectory("taskforce-guide-"));
        await using (var sandbox = await LocalTaskForce.StartAsync(data.FullName, command: ["sandbox", "--units", "3", "--hotspot-every", "2s", "--loss", "10%"]))
        {
            var (code, said) = await sandbox.ScriptAsync(work.FullName, Script(sandbox));

            Assert.True(code == 0, said);
            var steps = said.Split("=== ")[1..].ToDictionary(step => step[..step.IndexOf('\n', StringComparison.Ordinal)], step => step[(step.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
            Assert.Equal(3, Lines(steps["Read"])[0].GetProperty("hotspots").GetArrayLength());
            var reported = Lines(steps["Report"]).Where(line => line.TryGetProperty("place", out _)).Select(line => line.GetProperty("name").GetString()).ToList();
            Assert.Equal(2, reported.Count);
            Assert.Single(reported.Distinct());
            Assert.Equal("dev.taskforce.hotspot.created", Lines(steps["Report"])[^1].GetProperty("type").GetString());
            Assert.Contains("INVALID_FIELDS", steps["When it is refused"], StringComparison.Ordinal);
            Assert.Contains("hotspot.host_nation", steps["When it is refused"], StringComparison.Ordinal);
            Assert.Contains("All 14 are right.", steps["Is your receiver right?"], StringComparison.Ordinal);
            Assert.Contains("webhooks/first-hook deleted", steps["Leave"], StringComparison.Ordinal);
            // Units drive, and things happen.
            using var desk = sandbox.Connect("dispatcher.de");
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2), TimeProvider.System);
            while (!sandbox.Said.Contains(" closed", StringComparison.Ordinal) || (await desk.Positions.FindNearestAsync(new() { Location = new() { Latitude = 35.9, Longitude = -5.5 } })).Neighbours.Count == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, late.Token);
            }

            Assert.Equal(0, await sandbox.StopAsync());
        }

        data.Delete(recursive: true);
        work.Delete(recursive: true);
    }

    // With the sandbox's own ports.
    private static string Script(LocalTaskForce sandbox)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "docs", "partner-guide.md"));
        var parts = Heading().Split(page)[1..].Chunk(2).Select(part => $"echo '=== {part[0]}'\n{string.Concat(Block().Matches(part[1]).Select(block => block.Groups[1].Value))}");
        return "set -euo pipefail\n" + string.Concat(parts).Replace("http://localhost:8080", sandbox.Http.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("9000", $"{Ports.Take(1)[0]}", StringComparison.Ordinal);
    }

    private static List<JsonElement> Lines(string output) => [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];

    [GeneratedRegex("^## (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
