using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Partners.Tests.Cap;
using TaskForce.Tasking.V1;
using static TaskForce.Partners.Tests.PartnersApp;
using static TaskForce.Partners.Tests.Stix.StixText;
using Outcome = TaskForce.Partners.V1.ReceiveStixBundleResponse.Types.Outcome;

namespace TaskForce.Partners.Tests.Stix;

public sealed class StixIntakeTests : IAsyncDisposable
{
    private readonly CapWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Incident_WithItsIndicator_IsOneRemoteHotspotThatSaysBoth()
    {
        var result = Assert.Single((await SendAsync(Ransomware(), Beacon(), Centre(), Tie(Indicator, Incident))).Results);

        var hotspot = Assert.Single(await _world.ListAsync());
        Assert.Equal((Outcome.Created, hotspot.Name, Incident), (result.Outcome, result.Hotspot, result.Root));
        Assert.Equal((Hotspot.Types.Kind.Cybercrime, true, "responsePlans/cybercrime-remote", Hotspot.Types.Severity.Critical, "MA"), (hotspot.Kind, hotspot.Remote, hotspot.ResponsePlan, hotspot.Severity, hotspot.HostNation));
        Assert.Equal($"TLP:GREEN. Ransomware at the port (ransomware)\nCranes stand still.\nIndicators: 1, in full as {result.StixCase}.\n- Beacon: [ipv4-addr:value = '198.51.100.7']", hotspot.Description);
        Assert.Equal("CERT of the ports, partner.ma, STIX", hotspot.Source);
    }

    [Fact]
    public async Task Bundle_SentTwice_AlsoAtTheSameTime_IsOneHotspot()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(Ransomware())));

        var again = await SendAsync(Ransomware());

        Assert.Single(await _world.ListAsync());
        Assert.Equal(Outcome.Unchanged, again.Results.Single().Outcome);
    }

    [Fact]
    public async Task Versions_TheNewestCounts_AndTheRevokedCloses()
    {
        await SendAsync(Ransomware(minute: 5));

        Assert.Equal(Outcome.Unchanged, (await SendAsync(Ransomware(minute: 1).With("name", "Old"))).Results.Single().Outcome);
        Assert.Equal(Outcome.Updated, (await SendAsync(Ransomware(minute: 7).With("name", "New"))).Results.Single().Outcome);
        Assert.Contains("New", Assert.Single(await _world.ListAsync()).Description, StringComparison.Ordinal);
        Assert.Equal(Outcome.Closed, (await SendAsync(Ransomware(minute: 9).With("revoked", true))).Results.Single().Outcome);
        Assert.Equal(Hotspot.Types.State.Closed, Assert.Single(await _world.ListAsync()).State);
    }

    [Fact]
    public async Task Incident_ThatIsClosedAndGoesOn_IsAnotherHotspot()
    {
        await SendAsync(Ransomware());
        Assert.Equal(Outcome.Closed, (await SendAsync(Ransomware(minute: 1, status: "closed"))).Results.Single().Outcome);

        Assert.Equal(Outcome.Created, (await SendAsync(Ransomware(minute: 2))).Results.Single().Outcome);

        Assert.Equal([Hotspot.Types.State.Active, Hotspot.Types.State.Closed], (await _world.ListAsync()).Select(hotspot => hotspot.State).Order());
    }

    [Fact]
    public async Task Incident_ThatWasOverBefore_IsPassedOver()
    {
        Assert.Equal(Outcome.Ignored, (await SendAsync(Ransomware(status: "closed"))).Results.Single().Outcome);

        Assert.Empty(await _world.ListAsync());
    }

    [Fact]
    public async Task Indicator_OfALaterBundle_JoinsItsIncident()
    {
        await SendAsync(Ransomware());

        var answer = await SendAsync(Beacon(), Tie(Indicator, Incident));

        Assert.Equal((Incident, Outcome.Updated), (answer.Results.Single().Root, answer.Results.Single().Outcome));
        Assert.Equal(Outcome.Updated, (await SendAsync(Beacon(minute: 3).With("pattern", "[domain-name:value = 'port.example']"))).Results.Single().Outcome);
        Assert.Contains("port.example", Assert.Single(await _world.ListAsync()).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_WithoutAnIncident_AndAnIndicatorOfNeither_AreCasesOfTheirOwn()
    {
        const string Alone = "indicator--20000000-0000-4000-8000-000000000009";

        var answer = await SendAsync(Beacon(), Report(Green, Indicator), Beacon(id: Alone).With("valid_until", "2030-04-01T00:00:00Z"), Object("malware", "malware--70000000-0000-4000-8000-000000000001", Green, 0, []));

        Assert.Equal(["report--60000000-0000-4000-8000-000000000001", Alone], answer.Results.Select(result => result.Root));
        Assert.Equal(["malware--70000000-0000-4000-8000-000000000001"], answer.PassedOver);
        Assert.Equal(2, (await _world.ListAsync()).Count);
        Assert.Equal(new DateTime(2030, 4, 1, 0, 0, 0, DateTimeKind.Utc), (await _world.ListAsync()).Single(hotspot => hotspot.ExpireTime is not null).ExpireTime.ToDateTime());
    }

    [Fact]
    public async Task Location_SaysWhereAndWhoseGroundItIs()
    {
        const string Where = "location--80000000-0000-4000-8000-000000000001";

        await SendAsync(Ransomware(), Object("location", Where, Green, 0, new() { ["name"] = "Hamburg", ["country"] = "DE", ["latitude"] = 53.55, ["longitude"] = 9.99 }), Tie(Incident, Where, "located-at"));

        var hotspot = Assert.Single(await _world.ListAsync());
        Assert.Equal(("Hamburg", 53.55, "DE"), (hotspot.Place.DisplayName, hotspot.Place.Location.Latitude, hotspot.HostNation));
    }

    [Fact]
    public async Task Answer_OfTaskingThatWasLost_IsDoneOnceByTheRepeat()
    {
        JsonObject[] versions = [Ransomware(), Ransomware(minute: 1).With("name", "Worse"), Ransomware(minute: 2, status: "closed")];
        foreach (var version in versions)
        {
            _world.LosesAnswers = true;
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => SendAsync(version))).StatusCode);
            _world.LosesAnswers = false;
            await SendAsync(version);
        }

        Assert.Equal(Hotspot.Types.State.Closed, Assert.Single(await _world.ListAsync()).State);
    }

    [Fact]
    public async Task Name_ThatSomebodyElseHas_IsLeftToThem()
    {
        string name;
        await using (var other = new CapWorld())
        {
            name = (await SendAsync(other, "partner.ma", Ransomware())).Results.Single().Hotspot;
        }

        await _world.Hotspots("dispatcher.de").CreateHotspotAsync(new() { HotspotId = name.Split('/')[1], Hotspot = Theirs });

        var result = (await SendAsync(Ransomware())).Results.Single();

        Assert.Equal(Outcome.Created, result.Outcome);
        Assert.NotEqual(name, result.Hotspot);
        Assert.Equal("Theirs.", (await _world.Hotspots().GetHotspotAsync(new() { Name = name })).Description);
        Assert.Equal(Outcome.Updated, (await SendAsync(Ransomware(minute: 1).With("name", "Worse"))).Results.Single().Outcome);
    }

    [Fact]
    public async Task Incident_OfAnotherPartner_IsAnotherCase()
    {
        await SendAsync(Ransomware());

        var other = await SendAsync(_world, "partner.de", Ransomware(minute: 9).With("revoked", true));

        Assert.Equal(Outcome.Ignored, other.Results.Single().Outcome);
        Assert.Equal(Hotspot.Types.State.Active, Assert.Single(await _world.ListAsync()).State);
    }

    [Fact]
    public async Task Place_ThatNobodyKnows_IsRefusedAndNothingIsKept()
    {
        await using var world = new CapWorld(("Stix:Places:MA:Latitude", "34"), ("Stix:Places:DE:Latitude", "50"));

        await Refused(StatusCode.InvalidArgument, "STIX_INVALID", Send(world, "partner.fr", Ransomware()));

        Assert.Empty((await Stix(world, "partner.fr").ListStixCasesAsync(new())).StixCases);
    }

    private static Hotspot Theirs => new()
    {
        Kind = Hotspot.Types.Kind.Smuggling,
        Severity = Hotspot.Types.Severity.Low,
        HostNation = "DE",
        Description = "Theirs.",
        Place = new() { DisplayName = "Hamburg", Location = new() { Latitude = 53.5, Longitude = 10 } },
    };

    private static V1.StixService.StixServiceClient Stix(CapWorld world, string profile) => new(world.As(profile));

    private static AsyncUnaryCall<V1.ReceiveStixBundleResponse> Send(CapWorld world, string profile, params JsonObject[] objects) =>
        Stix(world, profile).ReceiveStixBundleAsync(new() { Document = new() { ContentType = "application/stix+json;version=2.1", Data = ByteString.CopyFromUtf8(Bundle(objects)) } });

    private static async Task<V1.ReceiveStixBundleResponse> SendAsync(CapWorld world, string profile, params JsonObject[] objects) => await Send(world, profile, objects);

    private Task<V1.ReceiveStixBundleResponse> SendAsync(params JsonObject[] objects) => SendAsync(_world, "partner.ma", objects);
}
