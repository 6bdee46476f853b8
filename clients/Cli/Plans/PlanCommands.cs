using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Plans;

/// <summary><c>plan</c>.</summary>
internal static class PlanCommands
{
    public static Command Create(Shell shell) => new("plan", "What each kind of hotspot needs.") { List(shell), Get(shell) };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        return new Command("list", "Lists response plans.") { limit }.Does(shell, async session =>
        {
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.ResponsePlans.ListResponsePlansAsync(
                new() { PageSize = size, PageToken = token }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => Sheet(answer.ResponsePlans));
        });
    }

    private static Command Get(Shell shell)
    {
        var name = Arguments.Resource("responsePlans", "PLAN", "The plan.");
        return new Command("get", "Shows one response plan.") { name }.Does(shell, async session =>
        {
            var plan = await session.Connection.ResponsePlans.GetResponsePlanAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(plan, () => Card(plan));
        });
    }

    private static Table Sheet(IEnumerable<ResponsePlan> plans)
    {
        var table = Sheets.Of("PLAN", "FOR", "TEAM", "SKILLS", "ASSETS", "FOR HOW LONG");
        foreach (var plan in plans)
        {
            table.Add(ResourceText.Id(plan.Name), EnumText.Words(plan.HotspotKind), Team(plan), Skills(plan), Assets(plan), DurationText.Of(plan.PlannedDuration));
        }

        return table;
    }

    private static IRenderable Card(ResponsePlan plan) => Sheets.Card(
        ("Plan", ResourceText.Id(plan.Name)),
        ("Name", plan.DisplayName),
        ("For", EnumText.Words(plan.HotspotKind)),
        ("Team", Team(plan)),
        ("Nations", Texts.List(plan.Requirement.Quotas.Select(quota => $"{quota.MinMembers} of {quota.Nation}"))),
        ("Skills", Skills(plan)),
        ("Assets", Assets(plan)),
        ("Languages", Texts.List(plan.Requirement.Languages)),
        ("Arrives within", plan.Requirement.Remote ? "nobody travels" : DurationText.Of(plan.Requirement.MaxTravelTime)),
        (plan.Requirement.Remote ? "Works for" : "Is away for", DurationText.Of(plan.PlannedDuration)),
        ("Team is held", DurationText.Of(plan.ApprovalLease)),
        ("Waits for keys", $"{DurationText.Of(plan.ApprovalDeadline ?? plan.ApprovalLease)}, then silence is a refusal"));

    private static string Team(ResponsePlan plan) => $"{plan.Requirement.MinMembers} to {plan.Requirement.MaxMembers}";

    private static string Skills(ResponsePlan plan) => Texts.List(plan.Requirement.Skills.Select(skill => $"{skill.Count} {skill.Skill} grade {Math.Max(1, skill.MinGrade)}"));

    private static string Assets(ResponsePlan plan) => Texts.List(plan.Requirement.Assets.Select(asset => $"{asset.Count} {asset.Capability}"));
}
