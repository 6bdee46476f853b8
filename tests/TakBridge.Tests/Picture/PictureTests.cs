using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.V1;
using TaskForce.TakBridge.Cot;
using TaskForce.TakBridge.Picture;
using TaskForce.TakBridge.Tests.Cot;
using TaskForce.Tasking.V1;
using HotspotChange = TaskForce.Tasking.V1.HotspotEvent.Types.Type;
using PositionChange = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.TakBridge.Tests.Picture;

/// <summary>What clients are shown.</summary>
public sealed class PictureTests : IAsyncDisposable
{
    private const string Other = "TASKFORCE/members/ma-atlas-03";
    private const string Spot = "TASKFORCE/hotspots/kx4d9m2p7r";

    private readonly FakeServices _services = new();
    private readonly Lazy<BridgeApp> _bridge;

    public PictureTests() => _bridge = new(() => new(_services));

    public async ValueTask DisposeAsync()
    {
        await _bridge.Value.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Unit_ThatMayBeSeen_IsShownAndTakenOffOnceItIsWithheld()
    {
        using var client = await TakConnection.OpenAsync(_bridge.Value.Plain);
        Tell(PositionChange.Moved, Unit("ma-atlas-03"));

        var shown = await client.ReadAsync(value => value.Uid == Other);
        Tell(PositionChange.StateChanged, new() { Name = "positions/members/ma-atlas-03", Nation = "MA", State = State.Withheld });
        var gone = await client.ReadAsync(value => value.Type == "t-x-d-d");

        Assert.Equal(("a-f-G-U-C", "m-g", "ma-atlas-03", "Green"), (shown.Type, shown.How, shown.Read("contact", "callsign"), shown.Read("__group", "name")));
        Assert.Equal((Samples.Noon, Samples.Noon.AddMinutes(2)), (shown.Time, shown.Stale));
        Assert.Equal(CotPoint.At(35.5, -5.25, 9), shown.Point);
        Assert.Equal(Other, gone.Read("link", "uid"));
    }

    [Fact]
    public async Task Unit_ThatIsTheClientItself_IsNotShownToIt()
    {
        using var client = await TakConnection.OpenAsync(_bridge.Value.Plain);

        Tell(PositionChange.Moved, Unit("de-falke-07"));
        Tell(PositionChange.Moved, Unit("ma-atlas-03"));

        Assert.Equal(Other, (await client.ReadAsync(value => value.Uid.StartsWith("TASKFORCE/members/", StringComparison.Ordinal))).Uid);
    }

    [Fact]
    public async Task Units_WatchBrokeOff_ThoseThatMayNotBeSeenAnyMoreAreTakenOff()
    {
        using var client = await TakConnection.OpenAsync(_bridge.Value.Plain);
        Tell(PositionChange.Moved, Unit("ma-atlas-03"));
        Tell(PositionChange.Moved, Unit("ma-atlas-04"));
        await client.ReadAsync(value => value.Uid == "TASKFORCE/members/ma-atlas-04");

        var before = _services.Units;
        _services.Units = System.Threading.Channels.Channel.CreateUnbounded<PositionEvent>();
        Tell(PositionChange.Moved, Unit("ma-atlas-04"));
        _services.Units.Writer.TryWrite(new() { Type = PositionChange.Heartbeat });
        before.Writer.Complete();

        Assert.Equal(Other, (await client.ReadAsync(value => value.Type == "t-x-d-d")).Read("link", "uid"));
    }

    [Fact]
    public async Task Hotspot_ThatIsActive_IsShownAndTakenOffOnceItIsClosed()
    {
        _services.Active.Add(Hotspot());
        using var client = await TakConnection.OpenAsync(_bridge.Value.Plain);

        var shown = await client.ReadAsync(value => value.Uid == Spot);
        _services.HotspotChanges.Writer.TryWrite(new() { Type = HotspotChange.Updated, Hotspot = Hotspot(Tasking.V1.Hotspot.Types.Severity.Critical) });
        var changed = await client.ReadAsync(value => value.Uid == Spot && value.Read("contact", "callsign").Contains("critical", StringComparison.Ordinal));
        _services.HotspotChanges.Writer.TryWrite(new() { Type = HotspotChange.Closed, Hotspot = Hotspot() });
        var gone = await client.ReadAsync(value => value.Type == "t-x-d-d");

        Assert.Equal(("b-m-p-s-m", "smuggling (high)"), (shown.Type, shown.Read("contact", "callsign")));
        Assert.Equal(CotPoint.At(35.89, -5.5, 500), shown.Point);
        Assert.True(shown.Stale > shown.Time);
        Assert.NotEqual(shown.Read("color", "argb"), changed.Read("color", "argb"));
        Assert.Equal(Spot, gone.Read("link", "uid"));
    }

    [Fact]
    public async Task Contact_ThatOrdersAreFrom_IsThere()
    {
        using var client = await TakConnection.OpenAsync(_bridge.Value.Plain);

        Assert.Equal("TASKFORCE", (await client.ReadAsync(value => value.Uid == "TASKFORCE")).Read("contact", "callsign"));
    }

    [Fact]
    public void Unit_ThatIsSilent_IsStaleAtOnceAndAsWideAsItMayBe()
    {
        var unit = Unit("ma-atlas-03");
        (unit.State, unit.UncertaintyMetres) = (State.Silent, 1500);

        var shown = UnitMapping.ToEvent(unit, "DE", new() { GnssSilentAfter = TimeSpan.FromHours(1) }, Samples.Noon.AddMinutes(3));

        Assert.Equal((Samples.Noon, Samples.Noon.AddMinutes(3), 1500), (shown.Time, shown.Stale, shown.Point.CircularError));
    }

    [Theory]
    [InlineData(Source.Gnss, 2)]
    [InlineData(Source.Simulated, 2)]
    [InlineData(Source.Network, 10)]
    [InlineData(Source.Manual, 60)]
    [InlineData(Source.Unspecified, 5)]
    public void Unit_IsStaleWhenItsSourceShouldHaveBeenHeardAgain(Source source, int minutes)
    {
        var unit = Unit("ma-atlas-03");
        unit.Report.Source = source;

        Assert.Equal(Samples.Noon.AddMinutes(minutes), UnitMapping.ToEvent(unit, "DE", new(), Samples.Noon).Stale);
    }

    [Fact]
    public void Unit_ThatIsImplausible_IsShownWhereItWasLastPlausible()
    {
        var unit = Unit("ma-atlas-03");
        (unit.State, unit.LastPlausible) = (State.Implausible, new(unit.Report) { Location = new() { Latitude = 1, Longitude = 2 } });

        Assert.Equal((1, 2), UnitMapping.ToEvent(unit, "DE", new(), Samples.Noon) is { Point: var at } ? (at.Latitude, at.Longitude) : default);
    }

    [Fact]
    public void Hotspot_ThatIsOverSoon_IsStaleThen()
    {
        var hotspot = Hotspot();
        hotspot.ExpireTime = Samples.Noon.AddMinutes(1).ToTimestamp();

        Assert.Equal(Samples.Noon.AddMinutes(1), HotspotMapping.ToEvent(hotspot, TimeSpan.FromMinutes(10), Samples.Noon).Stale);
    }

    [Fact]
    public void Hotspot_WithCharactersThatXmlHasNot_CanBeSent()
    {
        var hotspot = Hotspot();
        hotspot.Description = "a\u0000b\u0001c\uFFFEd <&>";

        var shown = HotspotMapping.ToEvent(hotspot, TimeSpan.FromMinutes(10), Samples.Noon);

        Assert.EndsWith("abcd <&>", XmlEvents.Read(XmlEvents.Write(shown)).Find("remarks")!.Value, StringComparison.Ordinal);
    }

    private void Tell(PositionChange type, Position position) => _services.Units.Writer.TryWrite(new() { Type = type, Position = position });

    private static Position Unit(string member) => new()
    {
        Name = $"positions/members/{member}",
        Nation = member[..2].ToUpperInvariant(),
        State = State.Moving,
        Report = new() { Subject = $"members/{member}", Location = new() { Latitude = 35.5, Longitude = -5.25 }, EventTime = Samples.Noon.ToTimestamp(), AccuracyMetres = 9, Source = Source.Gnss },
    };

    private static Hotspot Hotspot(Hotspot.Types.Severity severity = Tasking.V1.Hotspot.Types.Severity.High) => new()
    {
        Name = "hotspots/kx4d9m2p7r",
        Kind = Tasking.V1.Hotspot.Types.Kind.Smuggling,
        Severity = severity,
        Place = new() { DisplayName = "Tanger Med", Location = new() { Latitude = 35.89, Longitude = -5.5 } },
        RadiusMetres = 500,
        HostNation = "MA",
    };
}
