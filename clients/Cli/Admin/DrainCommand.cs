using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Admin;

/// <summary><c>admin drain</c>: takes one process out of rotation and waits until it has nothing to do.</summary>
internal static class DrainCommand
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public static Command Create(Shell shell)
    {
        var (at, data, service) = (AdminCommands.Doors(), AdminCommands.Data(), AdminCommands.Service());
        var settle = Seconds("--settle", 40, "How long to wait until nobody sends it anything new, before streams are told to go elsewhere: as long as DNS keeps a name.");
        var patience = Seconds("--patience", 60, "How long to wait then until nothing is open.");
        var undo = new Option<bool>("--undo") { Description = "Takes it back into rotation." };
        return new Command("drain", "Takes a process out of rotation: not ready any more, streams go elsewhere; ends when nothing is open. It goes on running, and can be stopped then.")
        {
            service, at, data, settle, patience, undo,
        }.Does(shell, async session =>
        {
            using var door = new OperatorDoor();
            var place = AdminCommands.One(session, at, data, service);
            await (session.Get(undo) ? ReturnAsync(session, door, place) : DrainAsync(session, door, place, TimeSpan.FromSeconds(session.Get(settle)), TimeSpan.FromSeconds(session.Get(patience))));
        });
    }

    private static async Task DrainAsync(Session session, OperatorDoor door, OperatorPlace place, TimeSpan settle, TimeSpan patience)
    {
        var report = await door.PostAsync<OperatorReport>(place, "rotation/leave", session.Cancellation);
        session.Out.MarkupLineInterpolated($"{report.Service} is not ready any more; {report.OpenCalls} calls are open. Waiting {settle.TotalSeconds:0} s until nobody sends it new ones.");
        await Task.Delay(settle, session.Clock, session.Cancellation);
        report = await door.PostAsync<OperatorReport>(place, "rotation/move", session.Cancellation);
        session.Out.MarkupLineInterpolated($"Streams were told to go elsewhere.");
        var since = session.Clock.GetTimestamp();
        while (report.OpenCalls > 0)
        {
            if (session.Clock.GetElapsedTime(since) >= patience)
            {
                throw new RefusedException($"{report.OpenCalls} calls are still open after {patience.TotalSeconds:0} s. {report.Service} stays out of rotation: wait longer, stop it all the same, or take it back with --undo.");
            }

            await Task.Delay(Look, session.Clock, session.Cancellation);
            report = await door.GetAsync<OperatorReport>(place, "health", session.Cancellation);
        }

        session.Out.MarkupLineInterpolated($"[green]Nothing is open.[/] {report.Service} can be stopped.");
    }

    private static async Task ReturnAsync(Session session, OperatorDoor door, OperatorPlace place)
    {
        var report = await door.PostAsync<OperatorReport>(place, "rotation/return", session.Cancellation);
        session.Out.MarkupLineInterpolated($"{report.Service} is back in rotation.");
    }

    private static Option<int> Seconds(string name, int usual, string description)
    {
        var option = new Option<int>(name) { Description = $"{description} In seconds; {usual} unless set.", HelpName = "SECONDS", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError($"{name} must not be negative.");
            }
        });
        return option;
    }
}
