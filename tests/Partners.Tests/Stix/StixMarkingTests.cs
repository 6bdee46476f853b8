using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Partners.Tests.Cap;
using static TaskForce.Partners.Tests.PartnersApp;
using static TaskForce.Partners.Tests.Stix.StixText;
using Outcome = TaskForce.Partners.V1.ReceiveStixBundleResponse.Types.Outcome;

namespace TaskForce.Partners.Tests.Stix;

/// <summary>What a marking forbids to pass on is passed on nowhere. The partner is Morocco's.</summary>
public sealed class StixMarkingTests : IAsyncDisposable
{
    private readonly CapWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(White, Outcome.Created, true)]
    [InlineData(Green, Outcome.Created, true)]
    [InlineData(Amber, Outcome.Created, false)]
    [InlineData("", Outcome.Created, false)]
    [InlineData(AmberStrict, Outcome.Kept, false)]
    [InlineData(Red, Outcome.Kept, false)]
    [InlineData("marking-definition--00000000-0000-4000-8000-0000000000ff", Outcome.Kept, false)]
    public async Task Incident_OfALevel_IsToldToWhomThatLets(string marking, Outcome outcome, bool inWords)
    {
        var result = (await SendAsync(Ransomware(marking), Centre())).Results.Single();

        var hotspots = await _world.ListAsync();
        Assert.Equal((outcome, outcome == Outcome.Created ? 1 : 0), (result.Outcome, hotspots.Count));
        Assert.All(hotspots, hotspot => Assert.Equal(inWords, hotspot.ToString().Contains("Cranes", StringComparison.Ordinal)));
        Assert.All(hotspots, hotspot => Assert.Equal(inWords, hotspot.ToString().Contains("Ransomware", StringComparison.Ordinal)));

        // The receiving nation always has it; the other as far as a hotspot tells of it; other partners never.
        Assert.Contains("Cranes", await ExportAsync(result.StixCase, "dispatcher.ma"), StringComparison.Ordinal);
        Assert.Single((await Stix("auditor.ma").ListStixCasesAsync(new())).StixCases);
        if (outcome == Outcome.Created)
        {
            Assert.Contains("Cranes", await ExportAsync(result.StixCase, "dispatcher.de"), StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty((await Stix("commander.de").ListStixCasesAsync(new())).StixCases);
            await Refused(StatusCode.NotFound, "STIX_CASE_NOT_FOUND", Stix("commander.de").ExportStixCaseAsync(new() { Name = result.StixCase }));
        }

        await Refused(StatusCode.NotFound, "STIX_CASE_NOT_FOUND", Stix("partner.de").ExportStixCaseAsync(new() { Name = result.StixCase }));
        Assert.Contains("Cranes", await ExportAsync(result.StixCase, "partner.ma"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Red, Green)]
    [InlineData(Green, Red)]
    public async Task Indicator_ThatIsSecret_OrBelongsThereInSecret_StaysOutOfWhatOthersSee(string indicator, string tie)
    {
        var result = (await SendAsync(Ransomware(), Beacon(indicator), Tie(Indicator, Incident, marking: tie))).Results.Single();

        Assert.DoesNotContain("198.51.100.7", Assert.Single(await _world.ListAsync()).Description, StringComparison.Ordinal);
        Assert.DoesNotContain("198.51.100.7", await ExportAsync(result.StixCase, "dispatcher.de"), StringComparison.Ordinal);
        Assert.Contains("198.51.100.7", await ExportAsync(result.StixCase, "dispatcher.ma"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Marking_OfASingleProperty_CountsForTheWholeObject()
    {
        var marked = Ransomware().With("granular_markings", new JsonArray(new JsonObject { ["marking_ref"] = Red, ["selectors"] = new JsonArray("description") }));

        Assert.Equal(Outcome.Kept, (await SendAsync(marked)).Results.Single().Outcome);
    }

    [Theory]
    [InlineData("statement", "Copyright", Outcome.Created)]
    [InlineData("tlp", "green", Outcome.Created)]
    [InlineData("tlp", "red", Outcome.Kept)]
    [InlineData("x-secret", "whatever", Outcome.Kept)]
    public async Task Marking_ThatCameWithTheBundle_CountsAsFarAsItIsUnderstood(string type, string value, Outcome outcome)
    {
        const string Own = "marking-definition--90000000-0000-4000-8000-000000000001";
        var definition = Object("marking-definition", Own, "", 0, new() { ["definition_type"] = type, ["definition"] = new JsonObject { [type] = value } });

        Assert.Equal(outcome, (await SendAsync(definition, Ransomware(Own))).Results.Single().Outcome);
    }

    [Fact]
    public async Task Marking_ThatIsKnown_IsNotWhatABundleSaysThatItIs()
    {
        var definition = Object("marking-definition", Red, "", 0, new() { ["definition_type"] = "statement", ["definition"] = new JsonObject { ["statement"] = "For all" } });

        Assert.Equal(Outcome.Kept, (await SendAsync(definition, Ransomware(Red))).Results.Single().Outcome);
    }

    [Fact]
    public async Task Incident_ThatBecomesSecret_TellsNothingNewButItsEnd()
    {
        await SendAsync(Ransomware());

        Assert.Equal(Outcome.Kept, (await SendAsync(Ransomware(Red, minute: 1).With("description", "They have the keys."))).Results.Single().Outcome);
        Assert.DoesNotContain("keys", Assert.Single(await _world.ListAsync()).Description, StringComparison.Ordinal);
        Assert.Equal(Outcome.Closed, (await SendAsync(Ransomware(Red, minute: 2, status: "closed"))).Results.Single().Outcome);
    }

    private V1.StixService.StixServiceClient Stix(string profile) => new(_world.As(profile));

    private async Task<string> ExportAsync(string name, string profile)
    {
        var body = await Stix(profile).ExportStixCaseAsync(new() { Name = name });
        Assert.Equal("application/stix+json;version=2.1", body.ContentType);
        return body.Data.ToStringUtf8();
    }

    private async Task<V1.ReceiveStixBundleResponse> SendAsync(params JsonObject[] objects) =>
        await Stix("partner.ma").ReceiveStixBundleAsync(new() { Document = new() { Data = ByteString.CopyFromUtf8(Bundle(objects)) } });
}
