using System.CommandLine;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Hotspots;

/// <summary><c>hotspot report</c>.</summary>
internal static class HotspotReport
{
    public static Command Create(Shell shell)
    {
        var kind = Arguments.Choice<Hotspot.Types.Kind>("--kind", "What the threat is.", required: true);
        var severity = Arguments.Choice<Hotspot.Types.Severity>("--severity", "How bad it is.", required: true);
        var place = new Option<string>("--place") { Description = "Where: a place of taskforce place list, or LAT,LON.", HelpName = "PLACE", Required = true };
        var radius = new Option<double>("--radius") { Description = "How many metres around the place count as arrived.", HelpName = "METRES" };
        var description = new Option<string>("--description") { Description = "What is known.", DefaultValueFactory = _ => "" };
        var source = new Option<string>("--source") { Description = "Who says so.", DefaultValueFactory = _ => "" };
        var nation = new Option<string?>("--host-nation") { Description = "On whose territory, such as MA; needed with LAT,LON." };
        var remote = new Option<bool>("--remote") { Description = "It is answered from where people are: nobody goes there." };
        return new Command("report", "Reports a hotspot.") { kind, severity, place, radius, description, source, nation, remote }.Does(shell, async session =>
        {
            var (where, itsNation) = PlaceText.Parse(session.Get(place)!);
            var hotspot = await session.Connection.Hotspots.CreateHotspotAsync(new()
            {
                Hotspot = new()
                {
                    Kind = session.Get(kind),
                    Severity = session.Get(severity),
                    Place = where,
                    RadiusMetres = session.Get(radius),
                    Description = session.Get(description),
                    Source = session.Get(source),
                    Remote = session.Get(remote),
                    HostNation = session.Get(nation) ?? itsNation ?? throw new UsageException("LAT,LON needs --host-nation, such as --host-nation MA."),
                },
            }, cancellationToken: session.Cancellation);
            session.Show(hotspot, () => HotspotView.Card(hotspot, session.Clock));
            session.Hint($"taskforce team propose {ResourceText.Id(hotspot.Name)}");
        });
    }
}
