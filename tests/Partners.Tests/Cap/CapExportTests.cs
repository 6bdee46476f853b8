using System.Xml.Linq;
using Grpc.Core;
using TaskForce.Tasking.V1;
using static TaskForce.Partners.Tests.Cap.CapWorld;
using static TaskForce.Partners.Tests.PartnersApp;

namespace TaskForce.Partners.Tests.Cap;

public sealed class CapExportTests
{
    private static readonly Hotspot Port = new()
    {
        Kind = Hotspot.Types.Kind.HumanTrafficking,
        Severity = Hotspot.Types.Severity.Critical,
        HostNation = "MA",
        Description = "A lorry <with> 12 people & no driver. \uFFFE",
        Source = "Customs",
        RadiusMetres = 1500,
        Place = new() { DisplayName = "Tanger Med Port", Location = new() { Latitude = 35.89, Longitude = -5.5 } },
    };

    [Fact]
    public async Task Hotspot_IsAnAlertInFourLanguages_TheSameEachTime()
    {
        await using var world = new CapWorld(("Cap:Sender", "taskforce.example"));
        var hotspot = await world.Hotspots().CreateHotspotAsync(new() { Hotspot = Port.Clone() });

        var alert = await world.ExportAsync(hotspot.Name);

        Assert.Equal(["en", "de", "fr", "ar"], Each(alert, "language"));
        Assert.Equal(["Human trafficking", "Menschenhandel", "Traite des êtres humains", "الاتجار بالبشر"], Each(alert, "event"));
        Assert.Equal(("Alert", "taskforce.example", "2030-03-01T06:00:00-00:00", "Public", "Actual"), (One(alert, "msgType"), One(alert, "sender"), One(alert, "sent"), One(alert, "scope"), One(alert, "status")));
        Assert.Equal(("Extreme", "Immediate", "35.89,-5.5 1.5"), (Each(alert, "severity")[0], Each(alert, "urgency")[0], Each(alert, "circle")[0]));
        Assert.Equal("As reported: A lorry <with> 12 people & no driver.", Each(alert, "description")[0]);
        Assert.True(XNode.DeepEquals(alert, await world.ExportAsync(hotspot.Name, "partner.de")));
    }

    [Fact]
    public async Task Changes_AreUpdatesAndACancel_WithReferencesToAllBefore()
    {
        await using var world = new CapWorld();
        var hotspot = await world.Hotspots().CreateHotspotAsync(new() { Hotspot = Port.Clone() });
        var first = IdOf(await world.ExportAsync(hotspot.Name));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Hotspots().UpdateHotspotAsync(new() { Hotspot = new() { Name = hotspot.Name, Severity = Hotspot.Types.Severity.Low } });
        var update = await world.ExportAsync(hotspot.Name);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Hotspots().CloseHotspotAsync(new() { Name = hotspot.Name });

        var cancel = await world.ExportAsync(hotspot.Name);

        Assert.Equal(("Update", first), (One(update, "msgType"), One(update, "references")));
        Assert.Equal(("Cancel", $"{first} {IdOf(update)}"), (One(cancel, "msgType"), One(cancel, "references")));
        Assert.Equal("Past", Each(cancel, "urgency")[0]);
    }

    [Fact]
    public async Task Hotspot_MadeAgainUnderItsName_BeginsAThreadOfItsOwn()
    {
        await using var world = new CapWorld();
        var request = new CreateHotspotRequest { HotspotId = "port-again", Hotspot = Port.Clone() };
        await world.Hotspots().CreateHotspotAsync(request);
        var first = await world.ExportAsync("hotspots/port-again");
        await world.Hotspots().DeleteHotspotAsync(new() { Name = "hotspots/port-again" });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        request.Hotspot.Description = "Another.";
        await world.Hotspots().CreateHotspotAsync(request);

        var second = await world.ExportAsync("hotspots/port-again");

        Assert.Equal(("Alert", null), (One(second, "msgType"), second.Element(CapWorld.Cap + "references")));
        Assert.NotEqual(One(first, "identifier"), One(second, "identifier"));
        Assert.Equal("As reported: Another.", Each(second, "description")[0]);
        Assert.True(XNode.DeepEquals(second, await world.ExportAsync("hotspots/port-again", "partner.de")));
    }

    [Fact]
    public async Task Hotspot_ThatWasOverBefore_OrIsNone_HasNoAlert()
    {
        await using var world = new CapWorld();
        var hotspot = await world.Hotspots().CreateHotspotAsync(new() { Hotspot = Port.Clone() });
        await world.Hotspots().CloseHotspotAsync(new() { Name = hotspot.Name });

        await Refused(StatusCode.NotFound, "CAP_ALERT_NOT_FOUND", world.Alerts().ExportCapAlertAsync(new() { Name = hotspot.Name }));
        await Refused(StatusCode.NotFound, "HOTSPOT_NOT_FOUND", world.Alerts().ExportCapAlertAsync(new() { Name = "hotspots/none" }));
    }

    [Fact]
    public async Task WhatIsNotPublic_IsShownAsAnAlertToNobodyButItsSender()
    {
        await using var world = new CapWorld(("Cap:Scopes:0", "Public"), ("Cap:Scopes:1", "Private"));
        var hidden = (await world.Send((new CapText() with { Scope = "<scope>Private</scope><addresses>tf@taskforce.example</addresses>" }).ToString())).Hotspot;
        var open = await world.Hotspots().CreateHotspotAsync(new() { Hotspot = Port.Clone() });

        await Refused(StatusCode.PermissionDenied, "CAP_NOT_PUBLIC", world.Alerts("partner.de").ExportCapAlertAsync(new() { Name = hidden }));

        Assert.Equal([open.Name], await FeedAsync(world, "partner.de"));
        Assert.Equal([open.Name, hidden], await FeedAsync(world, "partner.ma"));
    }

    [Fact]
    public async Task Feed_LeavesOutWhatHasExpired()
    {
        await using var world = new CapWorld();
        await world.Send(new CapText().ToString());
        Assert.Single(await FeedAsync(world, "partner.ma"));

        world.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Empty(await FeedAsync(world, "partner.ma"));
    }

    private static async Task<IEnumerable<string>> FeedAsync(CapWorld world, string profile)
    {
        XNamespace atom = "http://www.w3.org/2005/Atom";
        var body = await world.Alerts(profile).ListCapAlertsAsync(new());
        Assert.Equal("application/atom+xml", body.ContentType);
        return XDocument.Parse(body.Data.ToStringUtf8().TrimStart('\uFEFF')).Descendants(atom + "entry").Elements(atom + "link").Select(link => string.Join('/', link.Attribute("href")!.Value.Split('/')[^3..^1]));
    }

    private static string One(XElement alert, string name) => alert.Element(CapWorld.Cap + name)!.Value;

    private static List<string> Each(XElement alert, string name) => [.. alert.Descendants(CapWorld.Cap + name).Select(element => element.Value)];

    private static string IdOf(XElement alert) => $"{One(alert, "sender")},{One(alert, "identifier")},{One(alert, "sent")}";
}
