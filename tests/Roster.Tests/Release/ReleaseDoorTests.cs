using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using TaskForce.Testing;
using Duty = TaskForce.Roster.V1.Member.Types.Duty;
using EventType = TaskForce.Roster.V1.MemberEvent.Types.Type;

namespace TaskForce.Roster.Tests.Release;

/// <summary>The same record by every door, as it is for a nation that sees part of it.</summary>
public sealed class ReleaseDoorTests : IAsyncLifetime
{
    private readonly RosterApp _app = new();

    public async ValueTask InitializeAsync()
    {
        await _app.EnterFalkeAsync();
        await _app.ReleaseAsync("Member.name", "Member.qualifications");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task GetMember_GrpcAndGrpcWebAndRest_AreTheSame()
    {
        var grpc = await _app.Members("dispatcher.fr").GetMemberAsync(new() { Name = ReleaseWorld.Falke });

        var web = await OverGrpcWebAsync();
        var rest = V1.Member.Parser.ParseJson(await RestAsync("/roster/v1/members/de-falke-07"));

        Assert.Equal((ReleaseWorld.Falke, "medic", "", ""), (grpc.Name, Assert.Single(grpc.Qualifications).Skill, grpc.Qualifications[0].Proof, grpc.CallSign));
        Assert.Null(grpc.HomeBase);
        Assert.Equal(
            ["call_sign", "languages", "home_base", "duty", "leave", "travel_modes", "team", "update_time", "etag", "duty_pattern", "duty_pattern_offset",
                "qualifications.validity", "qualifications.proof", "qualifications.training"],
            grpc.WithheldFields);
        Assert.Equal(grpc, web);
        Assert.Equal(grpc, rest);
    }

    [Fact]
    public async Task GetMember_OverRest_HasItsEtagAsAHeader_ForWhoMaySeeIt()
    {
        var etag = (await _app.Members("dispatcher.de").GetMemberAsync(new() { Name = ReleaseWorld.Falke })).Etag;

        using var own = await RestAsync(HttpMethod.Get, "dispatcher.de");
        using var others = await RestAsync(HttpMethod.Get, "dispatcher.fr");

        Assert.Equal(etag, own.Headers.ETag!.ToString());
        Assert.Null(others.Headers.ETag);
    }

    [Fact]
    public async Task UpdateMember_OverRestIfMatch_HoldsToIt()
    {
        var etag = (await _app.Members("dispatcher.de").GetMemberAsync(new() { Name = ReleaseWorld.Falke })).Etag;

        using var stale = await RestAsync(HttpMethod.Patch, "dispatcher.de", "\"99\"");
        using var right = await RestAsync(HttpMethod.Patch, "dispatcher.de", etag);
        using var again = await RestAsync(HttpMethod.Patch, "dispatcher.de", etag);
        using var any = await RestAsync(HttpMethod.Patch, "dispatcher.de", "*");
        using var several = await RestAsync(HttpMethod.Patch, "dispatcher.de", "\"1\", \"2\"");
        using var none = await RestAsync(HttpMethod.Get, "dispatcher.de", etag);

        Assert.Equal([409, 200, 409, 200, 400, 400], new[] { stale, right, again, any, several, none }.Select(answer => (int)answer.StatusCode));
        Assert.NotEqual(etag, right.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task ListMembers_RestAndGrpc_AreTheSame()
    {
        var grpc = await _app.Members("dispatcher.fr").ListMembersAsync(new());

        var text = await RestAsync("/roster/v1/members");
        var rest = V1.ListMembersResponse.Parser.ParseJson(text);

        Assert.Equal(grpc.Members, rest.Members);
        // A string, as the mapping of protobuf to JSON has numbers of 64 bits.
        Assert.Contains($"\"sequence\":\"{rest.Sequence}\"", text, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(grpc.Members).CallSign);
    }

    [Fact]
    public async Task ExportMembers_AsCsv_LeavesOutTheSameAndSaysSo()
    {
        var own = await ExportAsync("dispatcher.de");
        var others = await ExportAsync("dispatcher.fr");

        Assert.Contains("Falke 7", own, StringComparison.Ordinal);
        Assert.Contains("No. 4711", own, StringComparison.Ordinal);
        Assert.Contains("members/de-falke-07", others, StringComparison.Ordinal);
        Assert.Contains("medic:3", others, StringComparison.Ordinal);
        Assert.DoesNotContain("Falke 7", others, StringComparison.Ordinal);
        Assert.DoesNotContain("No. 4711", others, StringComparison.Ordinal);
        Assert.Contains("call_sign;languages", others, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WatchMembers_FromTheLog_IsRedactedOverGrpcAndRest()
    {
        using var watch = _app.Members("dispatcher.fr").WatchMembers(new());

        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        var seen = watch.ResponseStream.Current;
        Assert.Equal((EventType.Created, ReleaseWorld.Falke, "", ""), (seen.Type, seen.Member.Name, seen.Member.CallSign, seen.Actor));
        Assert.Equal(["actor"], seen.WithheldFields);
        Assert.Contains("home_base", seen.Member.WithheldFields);
        Assert.Equal(seen, V1.MemberEvent.Parser.ParseJson(await FirstOfRestAsync("/roster/v1/members:watch")));
    }

    [Fact]
    public async Task WatchMembers_RuleIsWithdrawn_TheFieldVanishesFromTheOpenStream()
    {
        var rule = await _app.ReleaseAsync("Member.call_sign", "Member.duty");
        using var watch = _app.Members("dispatcher.fr").WatchMembers(new());
        using var own = _app.Members("dispatcher.de").WatchMembers(new());

        var before = await NextAsync(watch, EventType.Created);
        await _app.Rules().WithdrawReleaseRuleAsync(new() { Name = rule.Name });
        await _app.Members().UpdateMemberAsync(new() { Member = new() { Name = ReleaseWorld.Falke, Agency = "Another" } });
        var after = await NextAsync(watch, EventType.Updated);

        Assert.Equal(("Falke 7", Duty.OnDuty), (before.Member.CallSign, before.Member.Duty));
        Assert.Equal(("", Duty.Unspecified, "Another"), (after.Member.CallSign, after.Member.Duty, after.Member.Agency));
        Assert.Contains("call_sign", after.Member.WithheldFields);
        Assert.Equal("Falke 7", (await NextAsync(own, EventType.Updated)).Member.CallSign);
    }

    [Fact]
    public async Task WatchMembers_RuleComesInForce_TheFieldAppearsOnTheOpenStream()
    {
        using var watch = _app.Members("dispatcher.fr").WatchMembers(new());
        var before = await NextAsync(watch, EventType.Created);

        await _app.ReleaseAsync("Member.call_sign");
        await _app.Members().UpdateMemberAsync(new() { Member = new() { Name = ReleaseWorld.Falke, Agency = "Another" } });

        Assert.Equal(("", "Falke 7"), (before.Member.CallSign, (await NextAsync(watch, EventType.Updated)).Member.CallSign));
    }

    [Fact]
    public async Task GetMember_AuditLog_NamesWhomItShowedAndNotWhomItHid()
    {
        await _app.EnterAsync(RosterApp.MemberOf("DE", "Unit 1", 1), id: "de-unit-01");
        var rule = (await _app.Rules().ListReleaseRulesAsync(new() { Filter = new() { ReceiverNation = "FR" } })).ReleaseRules.Single();
        await _app.Rules().WithdrawReleaseRuleAsync(new() { Name = rule.Name });

        await _app.Members("dispatcher.fr").ListMembersAsync(new());

        var entries = await new Client.Audit.AuditClient(_app.As("auditor.de"), "roster").ListAsync(new() { Filter = new() { Method = "ListMembers" } }, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(Assert.Single(entries.Entries).Values, value => value.Value.StartsWith("members/", StringComparison.Ordinal));
    }

    private static async Task<V1.MemberEvent> NextAsync(AsyncServerStreamingCall<V1.MemberEvent> watch, EventType type)
    {
        while (await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            if (watch.ResponseStream.Current.Type == type)
            {
                return watch.ResponseStream.Current;
            }
        }

        throw new InvalidOperationException($"No event {type} came.");
    }

    private async Task<string> ExportAsync(string profile) =>
        string.Concat(await _app.Members(profile).ExportMembers(new()).ResponseStream.ReadAllAsync().Select(part => part.Csv).ToListAsync());

    private async Task<V1.Member> OverGrpcWebAsync()
    {
        using var channel = GrpcChannel.ForAddress(_app.Server.BaseAddress, new() { HttpHandler = new GrpcWebHandler(GrpcWebMode.GrpcWebText, _app.Server.CreateHandler()) });
        return await new V1.MemberService.MemberServiceClient(channel).GetMemberAsync(
            new() { Name = ReleaseWorld.Falke }, new Metadata { { "authorization", $"Bearer {TestIdentity.Token("dispatcher.fr")}" } });
    }

    private HttpClient Http()
    {
        var http = new HttpClient(_app.Server.CreateHandler()) { BaseAddress = _app.Server.BaseAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestIdentity.Token("dispatcher.fr"));
        return http;
    }

    private async Task<HttpResponseMessage> RestAsync(HttpMethod method, string profile, string ifMatch = "")
    {
        using var request = new HttpRequestMessage(method, "/roster/v1/members/de-falke-07") { Content = method == HttpMethod.Get ? null : JsonContent.Create(new { callSign = "Falke 8" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestIdentity.Token(profile));
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch.Length > 0 ? [ifMatch] : []);
        return await _app.CreateClient().SendAsync(request);
    }

    private async Task<string> RestAsync(string path)
    {
        using var http = Http();
        var text = await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        using var parsed = JsonDocument.Parse(text);
        return text;
    }

    private async Task<string> FirstOfRestAsync(string path)
    {
        using var http = Http();
        using var reader = new StreamReader(await http.GetStreamAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
        return (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!;
    }
}
