using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Partners.Tests.Cap;
using TaskForce.Tasking.V1;
using static TaskForce.Partners.Tests.Stix.StixText;
using Outcome = TaskForce.Partners.V1.ReceiveStixBundleResponse.Types.Outcome;

namespace TaskForce.Partners.Tests.Stix;

/// <summary>Bundles of one case that come while another of it is under way: the newest counts.</summary>
public sealed class StixRaceTests : IAsyncDisposable
{
    private readonly CapWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Report_WhoseAnswerWasLost_AndANewerVersion_SaysTheNewer()
    {
        await LoseAsync(Ransomware());

        await SendAsync(Ransomware(minute: 1).With("name", "Worse"));

        Assert.Contains("Worse", Assert.Single(await _world.ListAsync()).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_WhoseAnswerWasLost_AndThatIsRevoked_IsClosed()
    {
        await LoseAsync(Ransomware());

        Assert.Equal(Outcome.Closed, (await SendAsync(Ransomware(minute: 1).With("revoked", true))).Results.Single().Outcome);

        Assert.Equal(Hotspot.Types.State.Closed, Assert.Single(await _world.ListAsync()).State);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Report_ThatIsRevokedWhileItIsMade_IsClosed(bool afterIt)
    {
        Func<string, Task> meanwhile = Once("CreateHotspot", () => SendAsync(Ransomware(minute: 1).With("revoked", true)));
        (_world.Before, _world.After) = (afterIt ? null : meanwhile, afterIt ? meanwhile : null);

        await SendAsync(Ransomware());

        Assert.Equal(Hotspot.Types.State.Closed, Assert.Single(await _world.ListAsync()).State);
    }

    [Theory]
    [InlineData("GetHotspot")]
    [InlineData("UpdateHotspot")]
    public async Task Change_ThatANewerOneOvertakes_DoesNotTakeItBack(string method)
    {
        await SendAsync(Ransomware());
        _world.Before = Once(method, () => SendAsync(Ransomware(minute: 2).With("name", "Newest")));

        await SendAsync(Ransomware(minute: 1).With("name", "Newer"));

        Assert.Contains("Newest", Assert.Single(await _world.ListAsync()).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_ThatANewerVersionOvertakes_LeavesAHotspotThatGoesOn()
    {
        await SendAsync(Ransomware());
        _world.Before = Once("CloseHotspot", () => SendAsync(Ransomware(minute: 2).With("name", "Newest")));

        await SendAsync(Ransomware(minute: 1, status: "closed"));

        Assert.Contains("Newest", Assert.Single(await _world.ListAsync(), hotspot => hotspot.State == Hotspot.Types.State.Active).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_WhileAMissionIsUnderWayAndACentreWrites_IsNotedAllTheSame()
    {
        var name = (await SendAsync(Ransomware())).Results.Single().Hotspot;
        await _world.Missions.CreateMissionAsync(new() { Mission = new() { Hotspot = name } });
        _world.Before = Once("UpdateHotspot", async () => await _world.Hotspots().UpdateHotspotAsync(new() { Hotspot = new() { Name = name, Source = "A caller" }, UpdateMask = new() { Paths = { "source" } } }));

        Assert.Equal(Outcome.Noted, (await SendAsync(Ransomware(minute: 1, status: "closed"))).Results.Single().Outcome);

        var hotspot = Assert.Single(await _world.ListAsync());
        Assert.Equal(("A caller", true), (hotspot.Source, hotspot.Description.StartsWith("OVER, says partner.ma", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Addition_ThatTheHotspotDoesNotSay_ChangesNothingAtTasking()
    {
        await SendAsync(Ransomware());
        var asked = new List<string>();
        _world.Before = method =>
        {
            asked.Add(method);
            return Task.CompletedTask;
        };

        Assert.Equal(Outcome.Unchanged, (await SendAsync(Beacon(Red), Tie(Indicator, Incident))).Results.Single().Outcome);

        Assert.Equal(["GetHotspot"], asked);
    }

    [Fact]
    public async Task Case_ThatTaskingRefuses_KeepsNoOtherBack()
    {
        const string Second = "incident--10000000-0000-4000-8000-000000000002";
        _world.Before = Once("CreateHotspot", () => throw new RpcException(new(StatusCode.InvalidArgument, "Not here.")));

        Assert.Equal(StatusCode.InvalidArgument, (await Assert.ThrowsAsync<RpcException>(() => SendAsync(Ransomware(), Ransomware(id: Second)))).StatusCode);
        Assert.Single(await _world.ListAsync());

        Assert.Equal([Outcome.Created, Outcome.Unchanged], (await SendAsync(Ransomware(), Ransomware(id: Second))).Results.Select(result => result.Outcome));
        Assert.Equal(2, (await _world.ListAsync()).Count);
    }

    // The first time that tasking is asked so, and not for what happens meanwhile.
    private static Func<string, Task> Once(string method, Func<Task> happens)
    {
        var isOver = false;
        return async asked =>
        {
            if (asked == method && !isOver)
            {
                isOver = true;
                await happens();
            }
        };
    }

    private async Task LoseAsync(JsonObject version)
    {
        _world.LosesAnswers = true;
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => SendAsync(version))).StatusCode);
        _world.LosesAnswers = false;
    }

    private async Task<V1.ReceiveStixBundleResponse> SendAsync(params JsonObject[] objects) =>
        await new V1.StixService.StixServiceClient(_world.As("partner.ma")).ReceiveStixBundleAsync(new() { Document = new() { Data = ByteString.CopyFromUtf8(Bundle(objects)) } });
}
