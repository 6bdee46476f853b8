using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Hotspots;

/// <summary>Hotspots as people read them.</summary>
internal static class HotspotView
{
    public static IRenderable Card(Hotspot hotspot, TimeProvider clock) => Sheets.Card(
        ("Hotspot", ResourceText.Id(hotspot.Name)),
        ("What", $"{EnumText.Words(hotspot.Kind)}, {EnumText.Words(hotspot.Severity)}"),
        ("State", EnumText.Words(hotspot.State)),
        ("Where", $"{Texts.Place(hotspot.Place)}, {hotspot.HostNation} ({Texts.Point(hotspot.Place?.Location)})"),
        ("Area", $"{Texts.Distance(hotspot.RadiusMetres)} around"),
        ("Known", hotspot.Description),
        ("Source", hotspot.Source),
        ("Answered", hotspot.Remote ? "remotely: nobody goes there" : ""),
        ("Plan", ResourceText.Id(hotspot.ResponsePlan)),
        ("Reported", clock.DateAndTime(hotspot.CreateTime)),
        ("Expires", clock.DateAndTime(hotspot.ExpireTime)));

    public static IRenderable Sheet(IEnumerable<Hotspot> hotspots, TimeProvider clock)
    {
        var table = Sheets.Of("HOTSPOT", "KIND", "SEVERITY", "STATE", "PLACE", "REPORTED");
        foreach (var hotspot in hotspots)
        {
            table.Add(ResourceText.Id(hotspot.Name), EnumText.Words(hotspot.Kind), EnumText.Words(hotspot.Severity), EnumText.Words(hotspot.State),
                $"{Texts.Place(hotspot.Place)}, {hotspot.HostNation}", clock.DateAndTime(hotspot.CreateTime));
        }

        return table;
    }

    public static FormattableString Line(HotspotEvent change, TimeProvider clock) =>
        $"[dim]{clock.TimeOfDay(change.Time)}[/]  [bold]{ResourceText.Id(change.Hotspot.Name)}[/]  {EnumText.Words(change.Type),-8} {EnumText.Words(change.Hotspot.Kind)}, {EnumText.Words(change.Hotspot.Severity)}, {Texts.Place(change.Hotspot.Place)}  [dim]{change.Actor}[/]";
}
