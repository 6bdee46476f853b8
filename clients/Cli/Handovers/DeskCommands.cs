using System.CommandLine;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Handovers;

/// <summary>Coming on watch and going off.</summary>
internal static class DeskCommands
{
    public static Command Begin(Shell shell) => new Command("begin", "You come on watch at your nation's desk.").Does(shell, async session =>
    {
        var watch = await session.Connection.Handovers.BeginWatchAsync(new(), cancellationToken: session.Cancellation);
        session.Show(watch, () => HandoverView.Sheet([watch], session.Clock));
        session.Hint($"taskforce handover who --holder desks/{watch.Nation}, and take-over what nobody has");
    });

    public static Command End(Shell shell) => new Command("end", "You go off watch; refused while you answer for something.").Does(shell, async session =>
    {
        var watch = await session.Connection.Handovers.EndWatchAsync(new(), cancellationToken: session.Cancellation);
        session.Show(watch, () => HandoverView.Sheet([watch], session.Clock));
    });

    public static Command Desk(Shell shell) => new Command("desk", "Lists who is on watch.").Does(shell, async session =>
    {
        var answer = await session.Connection.Handovers.ListDeskWatchesAsync(new(), cancellationToken: session.Cancellation);
        session.Show(answer, () => HandoverView.Sheet(answer.DeskWatches, session.Clock));
    });
}
