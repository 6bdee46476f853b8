using System.CommandLine;
using TaskForce.Cli.Scenario;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Simulate;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Sandbox;

/// <summary><c>sandbox</c>: a world of a partner's own.</summary>
internal static class SandboxCommand
{
    public static Command Create(Shell shell)
    {
        var data = new Option<string?>("--data") { Description = "Keep its data here; without it, each sandbox is new and gone at its end.", HelpName = "DIRECTORY" };
        var units = new Option<int>("--units") { Description = "How many units drive around; 0 for none.", HelpName = "N", DefaultValueFactory = _ => 20 };
        units.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--units must be at least 0.");
            }
        });
        var every = Arguments.Duration("--hotspot-every", "How often something happens at a hotspot: one is reported, changed or closed.", TimeSpan.FromSeconds(30));
        var network = new NetworkOptions();
        var command = new Command("sandbox", "Run a TaskForce to try a partner system with, until Ctrl-C: units drive around behind a network as bad as you like, and things happen.") { data, units, every };
        network.AddTo(command);
        UpCommand.AddTo(command, async (result, start, _) =>
        {
            var plan = new SandboxPlan(result.GetValue(units), result.GetValue(every), network.TermsOf(result));
            var kept = result.GetValue(data);
            var directory = kept ?? Directory.CreateTempSubdirectory("taskforce-sandbox-").FullName;
            await using var world = new SandboxWorld(plan, shell.Clock);
            try
            {
                return await start(directory, DemoPeople.NationCodes, async (doors, say, end) =>
                {
                    await ScenarioSeeder.SeedAsync(doors, end);
                    await world.BeginAsync(doors, say, end);
                });
            }
            finally
            {
                if (kept is null)
                {
                    Directory.Delete(directory, recursive: true);
                }
            }
        });
        return command;
    }
}
