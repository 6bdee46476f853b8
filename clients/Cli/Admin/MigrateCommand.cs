using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Admin;

/// <summary><c>admin migrate</c>: brings the stores to this version's schema, or says what that would do.</summary>
internal static class MigrateCommand
{
    public static Command Create(Shell shell)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only lists what is pending, and what it means for processes of the version before: expand (they go on), contract (stop them first), read (SQL, to be read)." };
        var (data, programs, only) = (AdminCommands.Data(), StoreTask.Programs(), StoreTask.Only());
        return new Command("migrate", "Applies the migrations that are pending, as each start does. In the databases of Data__Connection or Data__ConnectionFile if one is set, else in the data directory.")
        {
            dryRun, data, only, programs,
        }.Does(shell, async session =>
        {
            var isDry = session.Get(dryRun);
            var place = StoreTask.UsesPostgres ? null : Path.GetFullPath(session.Get(data)!);
            // A process that runs would meet tables that change.
            using var held = place is null || isDry ? null : DataDirectory.Open(place);
            var wrong = await StoreTask.RunAsync(session, session.Get(programs), isDry ? "plan" : "migrate", place, session.Get(only) ?? []);
            if (wrong.Count > 0)
            {
                throw new RefusedException($"{string.Join(", ", wrong)} {(wrong.Count == 1 ? "was" : "were")} not brought up to date: see FAIL above.");
            }

            session.Out.MarkupLineInterpolated(isDry ? (FormattableString)$"Nothing was changed." : $"[green]All are up to date.[/]");
        });
    }
}
