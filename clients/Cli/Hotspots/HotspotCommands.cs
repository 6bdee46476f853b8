using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Hotspots;

/// <summary><c>hotspot</c>.</summary>
internal static class HotspotCommands
{
    public static Command Create(Shell shell) => new("hotspot", "Places that may need a team.")
    {
        HotspotReport.Create(shell),
        List(shell),
        Get(shell),
        Close(shell),
        Watch(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var state = Arguments.Choice<Hotspot.Types.State>("--state", "Only in this state.");
        var kind = Arguments.Choice<Hotspot.Types.Kind>("--kind", "Only of this kind.");
        var nation = new Option<string>("--host-nation") { Description = "Only on this nation's territory, such as MA.", DefaultValueFactory = _ => "" };
        return new Command("list", "Lists hotspots, newest first.") { limit, state, kind, nation }.Does(shell, async session =>
        {
            var filter = new HotspotFilter { HostNation = session.Get(nation) };
            filter.States.AddSet(session.Get(state));
            filter.Kinds.AddSet(session.Get(kind));
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Hotspots.ListHotspotsAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => HotspotView.Sheet(answer.Hotspots, session.Clock));
        });
    }

    private static Command Get(Shell shell)
    {
        var name = Arguments.Resource("hotspots", "HOTSPOT", "The hotspot.");
        return new Command("get", "Shows one hotspot.") { name }.Does(shell, async session =>
        {
            var hotspot = await session.Connection.Hotspots.GetHotspotAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(hotspot, () => HotspotView.Card(hotspot, session.Clock));
        });
    }

    private static Command Close(Shell shell)
    {
        var name = Arguments.Resource("hotspots", "HOTSPOT", "The hotspot.");
        return new Command("close", "Ends a hotspot.") { name }.Does(shell, async session =>
        {
            var hotspot = await session.Connection.Hotspots.CloseHotspotAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(hotspot, () => HotspotView.Card(hotspot, session.Clock));
        });
    }

    private static Command Watch(Shell shell) => new Command("watch", "Shows every change of a hotspot from now on.")
        .DoesUntilInterrupted(shell, async session =>
        {
            var watch = session.Connection.WatchHotspots(linkChanged: session.LinkNotes(), startAfresh: session.GoOnFrom(NowAsync));
            await foreach (var change in watch.ReadAsync(await NowAsync(), session.Cancellation))
            {
                session.ShowEvent(change, () => HotspotView.Line(change, session.Clock));
            }

            async Task<long> NowAsync() =>
                (await session.Connection.Hotspots.ListHotspotsAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
        });
}
