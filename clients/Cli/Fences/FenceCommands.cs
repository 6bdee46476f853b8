using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Geolocation.V1;

namespace TaskForce.Cli.Fences;

/// <summary><c>fence</c>.</summary>
internal static class FenceCommands
{
    public static Command Create(Shell shell) => new("fence", "Lines around places and subjects, and who crosses them.")
    {
        FenceCreate.Create(shell),
        List(shell),
        Get(shell),
        Delete(shell),
        Events(shell),
        Watch(shell),
        FenceFiles.Import(shell),
        FenceFiles.Export(shell),
    };

    /// <summary>Only of this subject.</summary>
    public static Option<string?> Subject() => new("--subject") { Description = "Only of this subject: members/x, assets/x, or plain x for a member.", HelpName = "SUBJECT" };

    /// <summary>What <see cref="Subject"/> says, as a name; empty if nothing.</summary>
    public static string SubjectOf(Session session, Option<string?> option) =>
        session.Get(option) is { } subject ? ResourceText.Full("members", subject) : "";

    private static Command List(Shell shell)
    {
        var (limit, subject) = (Arguments.Limit(), Subject());
        return new Command("list", "Lists geofences, oldest first.") { limit, subject }.Does(shell, async session =>
        {
            var filter = new GeofenceFilter { Subject = SubjectOf(session, subject) };
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Geofences.ListGeofencesAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => FenceView.Sheet(answer.Geofences, session.Clock));
        });
    }

    private static Command Get(Shell shell)
    {
        var name = Fence();
        return new Command("get", "Shows one geofence.") { name }.Does(shell, async session =>
        {
            var fence = await session.Connection.Geofences.GetGeofenceAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(fence, () => FenceView.Card(fence, session.Clock));
        });
    }

    private static Command Delete(Shell shell)
    {
        var name = Fence();
        return new Command("delete", "Ends a geofence; its events stay.") { name }.Does(shell, async session =>
        {
            var answer = await session.Connection.Geofences.DeleteGeofenceAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(answer, () => new Spectre.Console.Text($"{session.Get(name)} deleted\n"));
        });
    }

    private static Command Events(Shell shell)
    {
        var (name, subject, limit) = (Fence(), Subject(), Arguments.Limit());
        var all = new Option<bool>("--retracted") { Description = "Also what was taken back." };
        return new Command("events", "Lists what happened at a geofence, by the clocks of the devices.") { name, subject, all, limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Geofences.ListGeofenceEventsAsync(
                new() { Parent = session.Get(name), Subject = SubjectOf(session, subject), ShowRetracted = session.Get(all), PageSize = size, PageToken = token },
                cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => FenceView.Sheet(answer.Events, session.Clock));
        });
    }

    private static Command Watch(Shell shell)
    {
        var (name, subject) = (Arguments.OptionalResource("geofences", "FENCE", "Only this geofence."), Subject());
        return new Command("watch", "Shows who crosses a geofence from now on, and what is corrected.") { name, subject }.DoesUntilInterrupted(shell, async session =>
        {
            var filter = new GeofenceFilter { Geofence = session.Get(name) ?? "", Subject = SubjectOf(session, subject) };
            var watch = session.Connection.WatchGeofenceEvents(filter, session.LinkNotes(), session.GoOnFrom(NowAsync));
            await foreach (var change in watch.ReadAsync(await NowAsync(), session.Cancellation))
            {
                session.ShowEvent(change, () => FenceView.Line(change, session.Clock));
            }

            async Task<long> NowAsync() =>
                (await session.Connection.Geofences.ListGeofencesAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
        });
    }

    private static Argument<string> Fence() => Arguments.Resource("geofences", "FENCE", "The geofence.");
}
