using System.Text.Json.Nodes;
using Google.Protobuf;
using TaskForce.Partners.Tests.Cap;
using static TaskForce.Partners.Tests.Stix.StixText;

namespace TaskForce.Partners.Tests.Stix;

/// <summary>What is secret stays so however often it is sent, in which parts and in which order.</summary>
public sealed class StixSecretTests : IAsyncDisposable
{
    private const string Pattern = "198.51.100.7";
    private const string Other = "incident--10000000-0000-4000-8000-000000000002";
    private const string Second = "indicator--20000000-0000-4000-8000-000000000002";

    private readonly CapWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task SecretTie_SentAgainInWholeOrInPart_StaysSecret()
    {
        JsonObject[][] bundles =
        [
            [Ransomware(), Beacon(), Tie(Indicator, Incident, marking: Red)],
            [Ransomware(), Beacon(), Tie(Indicator, Incident, marking: Red)],
            [Beacon(minute: 3)],
            [Ransomware(minute: 4).With("name", "Worse")],
            [Tie(Indicator, Incident, marking: Red, minute: 5)],
        ];
        foreach (var bundle in bundles)
        {
            Assert.False(await IsToldAsync(await SendAsync(bundle)));
        }
    }

    [Fact]
    public async Task SecretTie_AfterwardsInItsOlderVersion_StaysSecret()
    {
        await SendAsync(Ransomware(), Tie(Indicator, Incident, marking: Red, minute: 5));

        Assert.False(await IsToldAsync(await SendAsync(Ransomware(), Beacon(), Tie(Indicator, Incident, marking: Green, minute: 1))));
    }

    [Theory]
    [InlineData(Red, Green, true)]
    [InlineData(Green, Red, false)]
    public async Task Tie_InANewerVersion_CountsAsThatIsMarked(string before, string after, bool isTold)
    {
        await SendAsync(Ransomware(), Beacon(), Tie(Indicator, Incident, marking: before));

        Assert.Equal(isTold, await IsToldAsync(await SendAsync(Tie(Indicator, Incident, marking: after, minute: 1))));
    }

    [Fact]
    public async Task Tie_ThatWasTakenBack_LeavesWhatItTiedAsSecretAsItWas()
    {
        await SendAsync(Ransomware(), Beacon(), Tie(Indicator, Incident, marking: Red));

        Assert.False(await IsToldAsync(await SendAsync(Beacon(minute: 1), Tie(Indicator, Incident, marking: Red, minute: 1).With("revoked", true))));
    }

    [Fact]
    public async Task AnotherIncident_ThatSharesAnIndicator_BringsNothingElseOfItsOwn()
    {
        await SendAsync(Ransomware(), Beacon(), Tie(Indicator, Incident));
        var other = Ransomware(id: Other);
        other["extensions"]![Core]!["other_object_refs"] = new JsonArray(Indicator, Second);

        var answer = await SendAsync(other, Beacon(), Beacon(id: Second).With("pattern", "[domain-name:value = 'other.example']"));

        Assert.Equal([Other, Incident], answer.Results.Select(result => result.Root));
        Assert.DoesNotContain("other.example", await ExportAsync(answer.Results[1].StixCase, "dispatcher.ma"), StringComparison.Ordinal);
        Assert.Contains("other.example", await ExportAsync(answer.Results[0].StixCase, "dispatcher.ma"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Author_OfASecretIndicator_IsToldToNobodyElse()
    {
        var answer = await SendAsync(Ransomware().Without("created_by_ref"), Beacon(Red).With("created_by_ref", Author), Centre(), Tie(Indicator, Incident));

        Assert.DoesNotContain("CERT of the ports", await ExportAsync(answer.Results[0].StixCase, "dispatcher.de"), StringComparison.Ordinal);
        Assert.Contains("CERT of the ports", await ExportAsync(answer.Results[0].StixCase, "dispatcher.ma"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReportsAndTies_ThatNameASecret_AreLeftOutForOthers()
    {
        var answer = await SendAsync(Ransomware(), Beacon(Red), Beacon(id: Second), Tie(Indicator, Incident), Tie(Second, Incident, number: 2), Report(Green, Incident, Indicator));

        var (theirs, ours) = (await ExportAsync(answer.Results[0].StixCase, "dispatcher.de"), await ExportAsync(answer.Results[0].StixCase, "dispatcher.ma"));
        Assert.DoesNotContain(Indicator, theirs, StringComparison.Ordinal);
        Assert.Contains(Second, theirs, StringComparison.Ordinal);
        Assert.Contains(Tie(Second, Incident, number: 2)["id"]!.GetValue<string>(), theirs, StringComparison.Ordinal);
        Assert.Contains("Campaign", ours, StringComparison.Ordinal);
        Assert.Equal(3, (await new V1.StixService.StixServiceClient(_world.As("commander.de")).ListStixCasesAsync(new())).StixCases.Single().Objects);
    }

    [Fact]
    public async Task AmberIncident_WithAnOpenAuthorAndPlace_NamesNeither()
    {
        const string Where = "location--80000000-0000-4000-8000-000000000001";

        await SendAsync(Ransomware(Amber), Centre(), Object("location", Where, Green, 0, new() { ["name"] = "Hamburg", ["country"] = "DE", ["latitude"] = 53.55, ["longitude"] = 9.99 }), Tie(Incident, Where, "located-at"));

        var hotspot = Assert.Single(await _world.ListAsync());
        Assert.Equal(("partner.ma, STIX", "MA", 34.0209), (hotspot.Source, hotspot.HostNation, hotspot.Place.Location.Latitude));
    }

    [Theory]
    [InlineData(Red)]
    [InlineData(Green)]
    public async Task AuditLog_HasTheNamesOfCases_ForThePartnersNationAlone(string marking)
    {
        var name = (await SendAsync(Ransomware(marking))).Results.Single().StixCase;
        await ExportAsync(name, "dispatcher.ma");
        await ExportAsync(name, "partner.ma");

        Assert.DoesNotContain(name, await AuditAsync("auditor.de"));
        Assert.True((await AuditAsync("auditor.ma")).Count(value => value == name) >= 5);
    }

    private async Task<IReadOnlyList<string>> AuditAsync(string profile) =>
        [.. (await new V1.AuditService.AuditServiceClient(_world.As(profile)).ListAuditEntriesAsync(new() { PageSize = 1000 })).Entries.SelectMany(entry => entry.Values).Select(open => open.Value)];

    // Whether others see the pattern, in the hotspot or in the case; the partner's nation does either way, if it came.
    private async Task<bool> IsToldAsync(V1.ReceiveStixBundleResponse answer)
    {
        var name = Assert.Single(answer.Results).StixCase;
        Assert.Contains(Pattern, await ExportAsync(name, "dispatcher.ma"), StringComparison.Ordinal);
        var inHotspot = Assert.Single(await _world.ListAsync()).Description.Contains(Pattern, StringComparison.Ordinal);
        Assert.Equal(inHotspot, (await ExportAsync(name, "dispatcher.de")).Contains(Pattern, StringComparison.Ordinal));
        return inHotspot;
    }

    private async Task<string> ExportAsync(string name, string profile) =>
        (await new V1.StixService.StixServiceClient(_world.As(profile)).ExportStixCaseAsync(new() { Name = name })).Data.ToStringUtf8();

    private async Task<V1.ReceiveStixBundleResponse> SendAsync(params JsonObject[] objects) =>
        await new V1.StixService.StixServiceClient(_world.As("partner.ma")).ReceiveStixBundleAsync(new() { Document = new() { Data = ByteString.CopyFromUtf8(Bundle(objects)) } });
}
