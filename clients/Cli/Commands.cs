using System.CommandLine;
using TaskForce.Cli.Admin;
using TaskForce.Cli.Alerts;
using TaskForce.Cli.Assets;
using TaskForce.Cli.Audit;
using TaskForce.Cli.Demo;
using TaskForce.Cli.Devices;
using TaskForce.Cli.Fences;
using TaskForce.Cli.Field;
using TaskForce.Cli.Handovers;
using TaskForce.Cli.Hotspots;
using TaskForce.Cli.Keys;
using TaskForce.Cli.Mandates;
using TaskForce.Cli.Members;
using TaskForce.Cli.Missions;
using TaskForce.Cli.Operations;
using TaskForce.Cli.Packages;
using TaskForce.Cli.Places;
using TaskForce.Cli.Plans;
using TaskForce.Cli.Positions;
using TaskForce.Cli.Profiles;
using TaskForce.Cli.Release;
using TaskForce.Cli.Sandbox;
using TaskForce.Cli.Scenario;
using TaskForce.Cli.Shells;
using TaskForce.Cli.Simulate;
using TaskForce.Cli.Statistics;
using TaskForce.Cli.Stix;
using TaskForce.Cli.Support;
using TaskForce.Cli.Teams;
using TaskForce.Cli.Trainings;
using TaskForce.Cli.Up;
using TaskForce.Cli.Webhooks;

namespace TaskForce.Cli;

internal static class Commands
{
    /// <summary>The whole program: one command per slice.</summary>
    public static RootCommand Create(Shell shell) => shell.AddGlobalOptions(new RootCommand("Forms binational teams and dispatches them.")
    {
        UpCommand.Create(() => DemoPeople.NationCodes, ScenarioSeeder.SeedAsync),
        SandboxCommand.Create(shell),
        AdminCommands.Create(shell),
        DemoCommand.Create(shell),
        ProfileCommands.CreateToken(shell),
        ProfileCommands.CreateLogin(shell),
        HotspotCommands.Create(shell),
        PlanCommands.Create(shell),
        TeamCommands.Create(shell),
        MissionCommands.Create(shell),
        MandateCommands.Create(shell),
        DelegationCommands.Create(shell),
        PreAuthorisationCommands.Create(shell),
        HandoverCommands.Create(shell),
        OperationCommands.Create(shell),
        FieldCommands.Create(shell),
        PackageCommands.Create(shell),
        SimulateCommand.Create(shell),
        DeviceCommands.Create(shell),
        AlertCommands.Create(shell),
        MemberCommands.Create(shell),
        DutyCommands.CreatePatterns(shell),
        AssetCommands.Create(shell),
        TrainingCommands.Create(shell),
        SupportCommands.Create(shell),
        ReleaseCommands.Create(shell),
        PositionCommands.Create(shell),
        FenceCommands.Create(shell),
        PlaceCommands.Create(shell),
        WebhookCommands.Create(shell),
        StixCommands.Create(shell),
        StatisticsCommands.Create(shell),
        AuditCommands.Create(shell),
        PersonExport.Create(shell),
    });
}
