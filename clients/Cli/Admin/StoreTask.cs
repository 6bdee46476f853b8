using System.CommandLine;
using System.Diagnostics;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Admin;

/// <summary>Has the programs of the services do something with their stores: they alone know their schemas.</summary>
internal static class StoreTask
{
    // A follower before what it follows, as in a backup.
    public static readonly string[] Services = ["Tasking", "Roster", "Geolocation", "Partners"];

    private static readonly string[] Settings = ["Data__Connection", "Data__ConnectionFile"];

    /// <summary>Where the programs are.</summary>
    public static Option<string?> Programs() => new("--services")
    {
        Description = "Where published services are, a directory each [TASKFORCE_SERVICES]",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("TASKFORCE_SERVICES") is { Length: > 0 } path ? path : null,
    };

    /// <summary>Which of them.</summary>
    public static Option<string[]> Only()
    {
        var only = new Option<string[]>("--service") { Description = "Only this one; may be given again.", HelpName = "NAME" };
        only.AcceptOnlyFromAmong([.. Services.Select(service => service.ToLowerInvariant())]);
        return only;
    }

    /// <summary>Whether the environment says that the data is in PostgreSQL, as it does to the services.</summary>
    public static bool UsesPostgres => Settings.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    /// <summary>Runs a task of each, and shows what they say; the services that found something wrong.</summary>
    /// <param name="session">Where it is shown.</param>
    /// <param name="programs">Where they are; null for what was built.</param>
    /// <param name="task">The task.</param>
    /// <param name="data">The directory of their files; null for what the environment says.</param>
    /// <param name="only">Which; all if empty.</param>
    public static async Task<List<string>> RunAsync(Session session, string? programs, string task, string? data, IReadOnlyList<string> only)
    {
        List<string> wrong = [];
        foreach (var service in Services.Where(service => only.Count == 0 || only.Contains(service.ToLowerInvariant())))
        {
            if (await RunAsync(session, ServiceFiles.Find(programs, service), task, data) != 0)
            {
                wrong.Add(service.ToLowerInvariant());
            }
        }

        return wrong;
    }

    private static async Task<int> RunAsync(Session session, string program, string task, string? data)
    {
        var start = new ProcessStartInfo(Fleet.Dotnet, [program, $"--Data:Task={task}"]) { WorkingDirectory = Path.GetDirectoryName(program), RedirectStandardOutput = true, RedirectStandardError = true };
        if (data is not null)
        {
            Array.ForEach(Settings, setting => start.Environment.Remove(setting));
            start.Environment["Data__Directory"] = data;
        }

        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync(session.Cancellation);
        while (await process.StandardOutput.ReadLineAsync(session.Cancellation) is { } line)
        {
            session.PrintRaw(HarmlessOutput.Show(line));
        }

        await process.WaitForExitAsync(session.Cancellation);
        if (await complaints is { Length: > 0 } said)
        {
            session.Note(said.Trim());
        }

        return process.ExitCode;
    }
}
