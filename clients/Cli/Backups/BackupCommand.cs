using System.CommandLine;
using Spectre.Console;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Backups;

/// <summary><c>taskforce admin backup</c>: copies the data of a TaskForce on this machine while it runs.</summary>
internal static class BackupCommand
{
    // A follower before what it follows: its copy then never knows more than theirs, and what it missed it hears again.
    private static readonly string[] Services = ["tasking", "roster", "geolocation", "partners"];

    public static Command Create(Shell shell)
    {
        var to = new Option<string>("--to") { Description = "A new directory for the backup.", Required = true, HelpName = "DIRECTORY" };
        var data = UpCommand.DataOption();
        return new Command("backup", "Copies the data of TaskForce on this machine, running or not, into a new directory.") { to, data }
            .Does(shell, session =>
            {
                Run(session, Path.GetFullPath(session.Get(data)!), Path.GetFullPath(session.Get(to)!));
                return Task.CompletedTask;
            });
    }

    private static void Run(Session session, string data, string to)
    {
        MustBeSqlite(data);
        if (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any())
        {
            throw new RefusedException($"{to} is not empty, and a backup overwrites nothing. Choose a new directory, such as {to}-{session.Clock.GetUtcNow():yyyyMMdd-HHmm}.");
        }

        Directory.CreateDirectory(to);
        var begun = session.Clock.GetUtcNow();
        var parts = Services.Select(service => Copy(data, to, service)).ToList();
        new Manifest(Manifest.CurrentFormat, begun, parts).Write(to);
        foreach (var part in parts)
        {
            session.Out.MarkupLineInterpolated($"{part.File,-15} {part.Bytes / 1024.0 / 1024.0,9:0.0} MB   log at {part.Sequence}");
        }

        session.Out.MarkupLineInterpolated($"[green]Every copy was checked and is whole.[/] The backup is in {to}.");
        session.Hint($"copy it to another machine; put it back with [bold]taskforce admin restore --from {to}[/].");
    }

    // Under another name until it is known to be good.
    private static BackupPart Copy(string data, string to, string service)
    {
        var (target, part) = (Path.Combine(to, $"{service}.db"), Path.Combine(to, $"{service}.db.part"));
        new StoreFile(Path.Combine(data, $"{service}.db")).CopyTo(part);
        var copy = new StoreFile(part);
        copy.MustBeWhole();
        var described = copy.Describe(service);
        copy.Sync();
        File.Move(part, target);
        return described;
    }

    private static void MustBeSqlite(string data)
    {
        var missing = Services.Where(service => !File.Exists(Path.Combine(data, $"{service}.db"))).ToList();
        if (missing.Count > 0)
        {
            throw new RefusedException(
                $"There is no {string.Join(", no ", missing.Select(service => $"{service}.db"))} in {data}; say where the data is with --data or TASKFORCE_DATA. "
                + "Data in PostgreSQL is not copied by this command: use pg_dump or continuous archiving, as docs/backup.md says.");
        }
    }
}
