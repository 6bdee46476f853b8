using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Backups;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Admin;

/// <summary><c>admin verify</c>: looks a backup, a data directory or the databases of PostgreSQL through, and changes nothing.</summary>
internal static class VerifyCommand
{
    public static Command Create(Shell shell)
    {
        var directory = new Argument<string?>("DIRECTORY")
        {
            Description = "A backup or a data directory. Without it: the databases of Data__Connection or Data__ConnectionFile, if one is set; else the data directory of this machine.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (data, programs, only) = (AdminCommands.Data(), StoreTask.Programs(), StoreTask.Only());
        return new Command("verify", "Looks the stores through: every page, the migrations, gaps in the log, the chain of the audit log. Names what is wrong, and changes nothing.")
        {
            directory, data, only, programs,
        }.Does(shell, async session =>
        {
            var named = session.Command.GetValue(directory);
            var place = named ?? (StoreTask.UsesPostgres ? null : session.Get(data));
            List<string> wrong = place is null ? [] : FilesThatDiffer(session, Path.GetFullPath(place), session.Get(only) ?? []);
            wrong.AddRange(await StoreTask.RunAsync(session, session.Get(programs), "verify", place is null ? null : Path.GetFullPath(place), session.Get(only) ?? []));
            if (wrong.Count > 0)
            {
                throw new RefusedException($"Something is wrong with {string.Join(", ", wrong.Distinct())}: see FAIL above.");
            }

            session.Out.MarkupLineInterpolated($"[green]Nothing is wrong.[/]");
        });
    }

    // A backup says what its files were.
    private static List<string> FilesThatDiffer(Session session, string place, string[] only)
    {
        if (!Directory.Exists(place))
        {
            throw new RefusedException($"{place} does not exist.");
        }

        List<string> wrong = [];
        foreach (var part in Manifest.IsThere(place) ? Manifest.Read(place).Parts.Where(part => only.Length == 0 || only.Contains(part.Service)) : [])
        {
            var fault = part.FindFault(place);
            session.PrintRaw(fault is null ? $"{part.Service,-11} OK    backup: it is what was backed up" : $"{part.Service,-11} FAIL  backup: {HarmlessOutput.Show(fault)}");
            wrong.AddRange(fault is null ? [] : [part.Service]);
        }

        return wrong;
    }
}
