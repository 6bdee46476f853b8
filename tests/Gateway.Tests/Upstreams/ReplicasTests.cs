using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Gateway.Upstreams;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using Yarp.ReverseProxy.Configuration;

namespace TaskForce.Gateway.Tests.Upstreams;

/// <summary>Several processes of one service behind one name, as a headless service of a cluster has it.</summary>
public sealed class ReplicasTests : IAsyncLifetime
{
    private static readonly string[] Addresses = ["127.0.0.1", "127.0.0.2"];

    private readonly List<int> _ports = Ports.Take(2);
    private FakeUpstream _upstream = null!;
    private HotspotReplica _one = null!;
    private HotspotReplica _other = null!;
    private GatewayApp _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _one = await HotspotReplica.StartAsync(Addresses[0], _ports[0], _ports[1]);
        _other = await HotspotReplica.StartAsync(Addresses[1], _ports[0], _ports[1]);
        _gateway = new(
            _upstream, null, services => services.AddSingleton<HostAddresses>((_, _) => Task.FromResult(Addresses.Select(IPAddress.Parse).ToArray())),
            ("Upstreams:Tasking:Http", $"http://tasking.test:{_ports[0]}"), ("Upstreams:Tasking:Grpc", $"http://tasking.test:{_ports[1]}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    // By chance all calls go to one of them once in 10^18 runs.
    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task Calls_OfOneConnection_GoToBothReplicas(string protocol)
    {
        await CallAsync(await HotspotsAsync(protocol), 60);

        Assert.Equal(60, _one.Calls + _other.Calls);
        Assert.True(_one.Calls > 0 && _other.Calls > 0, $"{_one.Calls} and {_other.Calls}");
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("grpc-web")]
    public async Task Calls_OneReplicaIsGone_AllGoToTheOther(string protocol)
    {
        var hotspots = await HotspotsAsync(protocol);
        await CallAsync(hotspots, 20);
        await _one.DisposeAsync();
        var before = _other.Calls;

        await CallAsync(hotspots, 20);

        Assert.Equal(before + 20, _other.Calls);
    }

    // Sent to one that is stopping it has not been looked at, and goes to the other as it was.
    [Fact]
    public async Task Call_ReplicaGoesWithoutLookingAtIt_IsWholeAtTheOther()
    {
        await _one.DisposeAsync();
        using var going = new GoingReplica(Addresses[0], _ports[1]);
        var hotspots = await HotspotsAsync("grpc");

        for (var i = 0; i < 60 && !going.Gone.IsCompleted; i++)
        {
            Assert.Equal("hotspots/x", (await hotspots.GetHotspotAsync(new() { Name = "hotspots/x" }, deadline: Patience.Deadline)).Name);
        }

        await going.Gone;
    }

    [Fact]
    public async Task Names_AreLookedUpAgain()
    {
        var clock = new FakeTimeProvider();
        var resolver = new ReplicaResolver((host, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1")]), clock);

        var found = await resolver.ResolveDestinationsAsync(One("https://tasking:8081"), default);

        Assert.Equal(["https://10.0.0.1:8081/", "https://[fd00::1]:8081/"], found.Destinations.Values.Select(replica => replica.Address));
        // The certificate is compared with the name.
        Assert.All(found.Destinations.Values, replica => Assert.Equal("tasking:8081", replica.Host));
        Assert.False(found.ChangeToken!.HasChanged);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(found.ChangeToken.HasChanged);
    }

    [Fact]
    public async Task Name_ThatNobodyKnowsYet_StaysAsItIsAndIsLookedUpAgain()
    {
        var clock = new FakeTimeProvider();
        var resolver = new ReplicaResolver((_, _) => throw new SocketException((int)SocketError.HostNotFound), clock);

        var found = await resolver.ResolveDestinationsAsync(One("https://tasking:8081"), default);

        Assert.Equal("https://tasking:8081", Assert.Single(found.Destinations).Value.Address);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(found.ChangeToken!.HasChanged);
    }

    [Fact]
    public async Task Names_WhileWhoeverKnowsThemIsAway_AreWhereTheyWere()
    {
        var answer = new Func<IPAddress[]>(() => [IPAddress.Parse("10.0.0.1")]);
        var resolver = new ReplicaResolver((_, _) => Task.FromResult(answer()), new FakeTimeProvider());
        await resolver.ResolveDestinationsAsync(One("https://tasking:8081"), default);

        answer = () => throw new SocketException((int)SocketError.TryAgain);
        Assert.Equal("https://10.0.0.1:8081/", Assert.Single((await resolver.ResolveDestinationsAsync(One("https://tasking:8081"), default)).Destinations).Value.Address);

        answer = () => throw new SocketException((int)SocketError.HostNotFound);
        Assert.Equal("https://tasking:8081", Assert.Single((await resolver.ResolveDestinationsAsync(One("https://tasking:8081"), default)).Destinations).Value.Address);
    }

    [Theory]
    [InlineData("http://localhost:5111")]
    [InlineData("http://127.0.0.1:5111")]
    public async Task Address_OfThisMachine_IsNotLookedUp(string address)
    {
        var resolver = new ReplicaResolver((_, _) => throw new InvalidOperationException("Nobody should ask."), TimeProvider.System);

        var found = await resolver.ResolveDestinationsAsync(One(address), default);

        Assert.Equal(address, Assert.Single(found.Destinations).Value.Address);
        Assert.Null(found.ChangeToken);
    }

    private static Dictionary<string, DestinationConfig> One(string address) => new() { ["only"] = new() { Address = address } };

    private async Task<HotspotService.HotspotServiceClient> HotspotsAsync(string protocol) => new(await _gateway.AsAsync("dispatcher.de", protocol));

    private static async Task CallAsync(HotspotService.HotspotServiceClient hotspots, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await hotspots.GetHotspotAsync(new() { Name = "hotspots/x" }, deadline: Patience.Deadline);
        }
    }
}
