using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Backups;

/// <summary><c>taskforce admin restore</c>: puts a backup in the place of the data, which is kept beside it.</summary>
internal static class RestoreCommand
{
    public static Command Create(Shell shell)
    {
        var from = new Option<string>("--from") { Description = "The directory of the backup.", Required = true, HelpName = "DIRECTORY" };
        var data = UpCommand.DataOption();
        return new Command("restore", "Puts a backup in the place of the data. TaskForce must not run; what was there is kept.") { from, data }
            .Does(shell, session =>
            {
                Run(session, Path.GetFullPath(session.Get(from)!), session.Get(data)!);
                return Task.CompletedTask;
            });
    }

    private static void Run(Session session, string from, string data)
    {
        var manifest = Manifest.Read(from);
        foreach (var part in manifest.Parts)
        {
            MustBeAsBackedUp(from, part);
        }

        using var place = DataDirectory.Open(data);
        var restore = new Restore(place.Path, session.Clock.GetUtcNow());
        var kept = restore.Run(from, manifest);
        session.Out.MarkupLineInterpolated($"[green]Restored[/] the data of {manifest.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC into {place.Path}.");
        if (kept is not null)
        {
            session.Out.MarkupLineInterpolated($"What was there before is kept in {kept}; delete it when nobody needs it any more.");
        }

        session.Hint($"start TaskForce again. Everyone who watches starts afresh by itself; what was entered after the backup must be entered again.");
    }

    private static void MustBeAsBackedUp(string from, BackupPart part)
    {
        if (part.FindFault(from) is { } fault)
        {
            throw new RefusedException($"{fault}. Nothing was changed; use another backup.");
        }
    }
}
