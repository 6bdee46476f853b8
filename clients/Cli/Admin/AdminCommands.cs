using System.CommandLine;
using TaskForce.Cli.Backups;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Admin;

/// <summary><c>admin</c>: for whoever runs TaskForce. None of it needs a token: it is done where the data or the processes are.</summary>
internal static class AdminCommands
{
    public static Command Create(Shell shell) => new("admin", "For whoever runs TaskForce: health, drain, backup, restore, verify, migrate, parked events.")
    {
        HealthCommand.Create(shell),
        DrainCommand.Create(shell),
        BackupCommand.Create(shell),
        RestoreCommand.Create(shell),
        VerifyCommand.Create(shell),
        MigrateCommand.Create(shell),
        ParkedCommands.Create(shell),
    };

    /// <summary>Which doors to ask.</summary>
    internal static Option<Uri[]> Doors() => new("--at")
    {
        Description = "A process's door of probes, such as http://localhost:8086 after kubectl port-forward; may be given again. Without it: the TaskForce on this machine.",
        HelpName = "URL",
        CustomParser = result => [.. result.Tokens.Select(token => Uri.TryCreate(token.Value, UriKind.Absolute, out var door) ? door : Fail(result, token.Value))],
    };

    /// <summary>One of the processes on this machine, by its name, or one at a door.</summary>
    internal static OperatorPlace One(Session session, Option<Uri[]> at, Option<string> data, Option<string?> service)
    {
        var places = OperatorDoor.Find(session.Get(data)!, session.Get(at) ?? []);
        var name = session.Get(service);
        return places.Where(place => name is null || place.Service == name).ToList() switch
        {
            [var one] => one,
            [] => throw new RefusedException($"There is no {name} here: {string.Join(", ", places.Select(place => place.Service))}."),
            _ => throw new UsageException($"Say which with --service: {string.Join(", ", places.Select(place => place.Service))}."),
        };
    }

    internal static Option<string?> Service() => new("--service") { Description = "Which process of the TaskForce on this machine.", HelpName = "NAME" };

    internal static Option<string> Data() => UpCommand.DataOption();

    private static Uri Fail(System.CommandLine.Parsing.ArgumentResult result, string text)
    {
        result.AddError($"--at must be a URL such as http://localhost:8086, not '{text}'.");
        return new("about:blank");
    }
}
