using System.Text.Json;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>From a partner's bundle to a mission that nobody travelled for.</summary>
public class StixTests(RunningTaskForce fixture)
{
    private const string Bundle = """
        {
          "type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d",
          "objects": [
            {
              "type": "incident", "spec_version": "2.1", "id": "incident--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
              "created": "2030-03-01T05:00:00Z", "modified": "2030-03-01T05:00:00Z", "name": "Ransomware at the port",
              "object_marking_refs": ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]
            }
          ]
        }
        """;

    private LocalTaskForce TaskForce => fixture.TaskForce;

    [Fact]
    public async Task Bundle_OfAPartner_IsAnsweredRemotelyFromTheOrderToTheEnd()
    {
        using var http = new HttpClient { BaseAddress = TaskForce.Http };
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await TaskForce.CliAsync("token", "--as", "partner.demo")).Output.Trim());
        using var content = new StringContent(Bundle);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/stix+json;version=2.1");
        using var taken = await http.PostAsync(new Uri("partners/v1/stixBundles", UriKind.Relative), content, TestContext.Current.CancellationToken);
        var answer = await taken.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(taken.IsSuccessStatusCode, answer);
        var result = JsonDocument.Parse(answer).RootElement.GetProperty("results")[0];
        var hotspot = result.GetProperty("hotspot").GetString()!;

        var proposals = await JsonAsync("team", "propose", hotspot);
        var team = proposals.GetProperty("proposals")[0].GetProperty("members").EnumerateArray().ToList();
        var mission = (await JsonAsync("mission", "create", hotspot, "--team", "1")).GetProperty("name").GetString()!;
        await JsonAsync("mission", "approve", mission, "--as", "commander.de");
        await JsonAsync("mission", "approve", mission, "--as", "commander.ma");
        await JsonAsync("mission", "dispatch", mission);
        using var unit = TaskForce.StartCli("field", "run", "--as", team[0].GetProperty("member").GetString()!, "--once");
        await unit.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, unit.ExitCode);
        Assert.All(team, member => Assert.Equal("0s", member.GetProperty("travelTime").GetString()));
        var ended = await JsonAsync("mission", "get", mission);
        Assert.Equal(("COMPLETED", true), (ended.GetProperty("state").GetString(), ended.GetProperty("requirement").GetProperty("remote").GetBoolean()));
        var order = ended.GetProperty("orders").EnumerateArray().First(each => each.GetProperty("recipient").GetString() == team[0].GetProperty("member").GetString());
        Assert.Equal(["ON_SCENE", "CLEAR"], order.GetProperty("progress").EnumerateArray().Select(stage => stage.GetProperty("stage").GetString()));
        var exported = await TaskForce.CliAsync("stix", "export", result.GetProperty("stixCase").GetString()!, "--as", "dispatcher.de");
        Assert.Contains("Ransomware at the port", exported.Output, StringComparison.Ordinal);
        Assert.Contains("nobody goes there", (await TaskForce.CliAsync("hotspot", "get", hotspot)).Output, StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await TaskForce.CliAsync([.. arguments, "--output", "json"]);
        Assert.True(exitCode == 0, $"{string.Join(' ', arguments)}: {output}{errors}");
        return JsonDocument.Parse(output).RootElement;
    }
}
