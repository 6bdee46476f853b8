using Grpc.Core;
using TaskForce.Testing;
using TaskForce.Type.V1;
using Kind = TaskForce.Type.V1.AuditValue.Types.Kind;

namespace TaskForce.EndToEnd.Access;

/// <summary>What for and for whom one service asks the next, as the audit logs of both say.</summary>
[Collection(nameof(AccessWorld))]
public class PurposeTests(AccessWorld world)
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task AssignTeam_WithAPurpose_IsForThatPersonAndPurposeAtTheRosterToo()
    {
        var purpose = $"raid {Guid.NewGuid()}";
        var mission = await PlanAsync();

        // Two people are no team: the roster says so, and has been asked.
        await Assert.ThrowsAsync<RpcException>(() => new Tasking.V1.MissionService.MissionServiceClient(world.Door(web: false)).AssignTeamAsync(new()
        {
            Name = mission,
            Members = { new Roster.V1.TeamMember { Member = $"members/{AccessWorld.IdOf("DE")}", Role = Roster.V1.TeamMember.Types.Role.Leader } },
        }, Saying(purpose)).ResponseAsync);

        Assert.Equal(["Caller Service of ", "OnBehalf Commander of DE"], WhoOf(await FirstAsync("ReserveTeam", purpose)));
    }

    [Fact]
    public async Task ProposeTeams_AskedOfTheRoster_IsForThatPersonAndPurposeAtGeolocation()
    {
        var purpose = $"Übung {Guid.NewGuid()}";
        foreach (var nation in AccessWorld.Nations)
        {
            await new Roster.V1.MemberService.MemberServiceClient(world.Door(web: false)).SetMemberDutyAsync(
                new() { Name = $"members/{AccessWorld.IdOf(nation)}", Duty = Roster.V1.Member.Types.Duty.OnDuty }, AccessWorld.HeadersOf(world.TokenOf(Role.Dispatcher, nation)));
        }

        await new Roster.V1.FormationService.FormationServiceClient(world.Door(web: false)).ProposeTeamsAsync(new() { Requirement = AccessWorld.Requirement }, Saying(purpose));

        Assert.Equal(["Caller Service of ", "OnBehalf Commander of DE"], WhoOf(await FirstAsync("EstimateArrivals", purpose)));
        Assert.Equal(["Caller Commander of DE"], WhoOf(await FirstAsync("ProposeTeams", purpose)));
    }

    private async Task<string> PlanAsync()
    {
        var headers = Saying("planning");
        var hotspot = await new Tasking.V1.HotspotService.HotspotServiceClient(world.Door(web: false)).CreateHotspotAsync(new()
        {
            Hotspot = new()
            {
                Kind = Tasking.V1.Hotspot.Types.Kind.HumanTrafficking,
                Severity = Tasking.V1.Hotspot.Types.Severity.High,
                HostNation = "MA",
                Place = new() { DisplayName = "Tanger Med Port", Location = new() { Latitude = 35.89, Longitude = -5.5 } },
            },
        }, headers);
        return (await new Tasking.V1.MissionService.MissionServiceClient(world.Door(web: false)).CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } }, headers)).Name;
    }

    // A person may say the purpose; for whom, the gateway does not pass on.
    private Metadata Saying(string purpose)
    {
        var headers = AccessWorld.HeadersOf(world.TokenOf(Role.Commander, "DE"));
        headers.Add("taskforce-purpose", Uri.EscapeDataString(purpose));
        headers.Add("x-taskforce-on-behalf-of", "MA Commander%20of%20MA");
        return headers;
    }

    // Some entries come a moment after the answer.
    private async Task<AuditEntry> FirstAsync(string method, string purpose)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var service = Contracts.Services.SelectMany(each => each.Methods).Single(each => each.Name == method).Service;
        var watch = service.File.Package.Split('.')[1] == "roster"
            ? new Roster.V1.AuditService.AuditServiceClient(world.Door(web: false)).WatchAuditEntries(new(), AccessWorld.HeadersOf(world.TokenOf(Role.Auditor, "DE")), cancellationToken: limit.Token)
            : new Geolocation.V1.AuditService.AuditServiceClient(world.Door(web: false)).WatchAuditEntries(new(), AccessWorld.HeadersOf(world.TokenOf(Role.Auditor, "DE")), cancellationToken: limit.Token);
        using (watch)
        {
            return (await watch.ResponseStream.ReadAllAsync(limit.Token).FirstAsync(
                change => change.Entry?.Record.Call is { } call && call.Method.EndsWith($".{method}", StringComparison.Ordinal) && call.Purpose == purpose, limit.Token)).Entry;
        }
    }

    private static IEnumerable<string> WhoOf(AuditEntry entry)
    {
        var open = entry.Values.ToDictionary(value => value.Index, value => value.Value);
        return entry.Record.Call.Values.Index().Where(value => value.Item.Kind is Kind.Caller or Kind.OnBehalf)
            .Select(value => $"{value.Item.Kind} {open.GetValueOrDefault(value.Index, "(withheld)")}");
    }
}
