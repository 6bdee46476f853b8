using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Partners.Stix;
using TaskForce.Partners.Tests.Cap;
using static TaskForce.Partners.Tests.PartnersApp;
using static TaskForce.Partners.Tests.Stix.StixText;
using Outcome = TaskForce.Partners.V1.ReceiveStixBundleResponse.Types.Outcome;

namespace TaskForce.Partners.Tests.Stix;

/// <summary>How much there may be of a case, and of cases.</summary>
public sealed class StixCasesTests
{
    private static readonly DateTimeOffset Now = new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ties_OfManyToMany_AreEachFollowedOnce()
    {
        var indicators = Enumerable.Range(0, 800).Select(number => $"indicator--20000000-0000-4000-8000-{number:000000000000}").ToArray();
        var bundle = Parse([Ransomware(), .. Enumerable.Range(0, 20).Select(number => Report(Green, [Incident, .. indicators]).With("id", $"report--60000000-0000-4000-8000-{number:000000000000}"))]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var told = Assert.Single(StixCases.Of(bundle, []));

        Assert.Equal(21, told.Members.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024 * 1024);
    }

    [Fact]
    public void Indicator_OfManyIncidents_LetsAnotherNameIt()
    {
        var many = Enumerable.Range(10, StixCases.MostCases + 1).Select(number => $"incident--10000000-0000-4000-8000-{number:000000000000}")
            .Select(id => Begun(id, Parse(Ransomware(id: id), Beacon(), Tie(Indicator, id)))).ToList();

        var cases = StixCases.Of(Parse(Ransomware(), Beacon(), Tie(Indicator, Incident, number: 2)), many);

        Assert.Equal([Incident, .. many.Select(told => told.Root)], cases.Select(told => told.Root));
        // The tie is of the one alone.
        Assert.Equal([3, .. many.Select(_ => 3)], cases.Select(told => told.Members.Count));
        Assert.All(many.Zip(cases.Skip(1)), pair => Assert.Same(pair.First, pair.First.Merge(pair.Second.Members, Now)));
    }

    [Fact]
    public async Task Case_ThatIsFull_IsRefusedMore_AndKeepsNoOtherFromWhatTheyShare()
    {
        const string Other = "incident--10000000-0000-4000-8000-000000000002";
        await using var world = new CapWorld();
        await SendAsync(world, [Ransomware(), Beacon(), Tie(Indicator, Incident), .. Large(100, Incident)]);
        await SendAsync(world, Large(200, Incident));

        await Refused(StatusCode.ResourceExhausted, "STIX_CASE_FULL", Send(world, Large(300, Incident)));
        var answer = await SendAsync(world, [Ransomware(id: Other), Beacon(), Tie(Indicator, Other, number: 2), .. Large(400, Indicator)]);

        Assert.Equal([(Other, Outcome.Created), (Incident, Outcome.Unchanged)], answer.Results.Select(result => (result.Root, result.Outcome)));
    }

    private static StixCase Begun(string root, StixBundle bundle) =>
        StixCase.Begin(new("partner.ma", "MA", "partner.ma", "demo"), root, Now).Merge(StixCases.Of(bundle, []).Single().Members, Now);

    private static StixBundle Parse(params JsonObject[] objects) => StixParser.Parse(Encoding.UTF8.GetBytes(Bundle(objects)), new());

    // Some 800,000 bytes that are tied to something.
    private static JsonObject[] Large(int first, string to) => [.. Enumerable.Range(first, 40).SelectMany(number =>
    {
        var id = $"indicator--20000000-0000-4000-8000-{number:000000000000}";
        return new[] { Beacon(id: id).With("description", new string('x', 20_000)), Tie(id, to, "related-to", number: number) };
    })];

    private static AsyncUnaryCall<V1.ReceiveStixBundleResponse> Send(CapWorld world, JsonObject[] objects) =>
        new V1.StixService.StixServiceClient(world.As("partner.ma")).ReceiveStixBundleAsync(new() { Document = new() { Data = ByteString.CopyFromUtf8(Bundle(objects)) } });

    private static async Task<V1.ReceiveStixBundleResponse> SendAsync(CapWorld world, JsonObject[] objects) => await Send(world, objects);
}
