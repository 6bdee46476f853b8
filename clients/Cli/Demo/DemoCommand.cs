using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Demo;

/// <summary><c>demo</c>.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    public static Command Create(Shell shell)
    {
        var journey = Arguments.Duration("--journey", "How long the simulated way to the hotspot takes.", TimeSpan.FromSeconds(8));
        var bound = Arguments.Duration("--bound", "How long any step may take.", TimeSpan.FromSeconds(30));
        return new Command("demo", "Plays the whole job by itself, from a hotspot to a team on the road, in under a minute.") { journey, bound }
            .Does(shell, async session =>
            {
                var began = session.Clock.GetTimestamp();
                await PlayAsync(session, session.Get(journey), session.Get(bound));
                var took = DurationText.Short(session.Clock.GetElapsedTime(began));
                session.Out.MarkupLineInterpolated($"[green bold]The whole job, from the report to the closed hotspot, took {took}.[/]");
            });
    }

    private static async Task PlayAsync(Session session, TimeSpan journey, TimeSpan bound)
    {
        if (!session.Out.Profile.Capabilities.Ansi || !session.Out.Profile.Capabilities.Interactive)
        {
            var plain = new DemoBoard(session.Clock) { Told = line => session.Out.WriteLine(line) };
            await new DemoRun(session, plain, journey, bound).RunAsync();
            return;
        }

        var board = new DemoBoard(session.Clock);
        await session.Out.Live(board.Render()).StartAsync(async live =>
        {
            try
            {
                // At its end it waits for a drawing that is under way, so that an older one is never the last.
                await using var redraw = session.Clock.CreateTimer(_ => live.UpdateTarget(board.Render()), null, Redraw, Redraw);
                await new DemoRun(session, board, journey, bound).RunAsync();
            }
            finally
            {
                live.UpdateTarget(board.Render());
            }
        });
    }
}
