using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>The commands that ask for teams and change nothing.</summary>
internal static class PlanningCommands
{
    public static Command Propose(Shell shell)
    {
        var hotspot = Arguments.Resource("hotspots", "HOTSPOT", "Where the team is needed.");
        var most = new Option<int>("--max") { Description = "How many proposals at most, up to 10.", HelpName = "N", DefaultValueFactory = _ => TeamPlanning.UsualProposals };
        var legs = new Option<bool>("--legs") { Description = "Also says what each journey consists of." };
        var supposed = new WhatIfOptions();
        return supposed.AddTo(new("propose", "Proposes the best teams for a hotspot, without reserving anyone.") { hotspot, most, legs }).Does(shell, async session =>
        {
            var where = session.Get(hotspot);
            var answer = await TeamPlanning.ProposeAsync(session, where, session.Get(most), supposed.Read(session), session.Get(legs));
            new ProposalStore(session.Directories).Keep(where, answer);
            session.Show(answer, () => ProposalView.Of(answer, session.Clock));
            if (answer.Proposals.Count > 0)
            {
                session.Hint($"taskforce mission create {ResourceText.Id(where)} --team 1");
            }
        });
    }

    public static Command WhatIf(Shell shell)
    {
        var hotspot = Arguments.Resource("hotspots", "HOTSPOT", "Where the team is needed.");
        var supposed = new WhatIfOptions();
        return supposed.AddTo(new("what-if", "Puts the best team as things are beside the best as supposed. Nothing is changed or kept.") { hotspot }).Does(shell, async session =>
        {
            var now = await TeamPlanning.ProposeAsync(session, session.Get(hotspot), 1, new());
            var then = await TeamPlanning.ProposeAsync(session, session.Get(hotspot), 1, supposed.Read(session));
            session.Show(then, () => ComparisonView.Of(now, then, session.Clock));
        });
    }

    public static Command Plan(Shell shell)
    {
        var hotspots = new Argument<string[]>("HOTSPOT") { Description = "Where teams are needed: hotspots/x or plain x, one or more.", Arity = ArgumentArity.OneOrMore };
        var limit = Arguments.Duration("--time-limit", "How long to search for better.", TimeSpan.FromSeconds(2));
        var supposed = new WhatIfOptions();
        return supposed.AddTo(new("plan", "Plans teams for several hotspots at once; people are shared for the best of all.") { hotspots, limit }).Does(shell, async session =>
        {
            var request = new PlanTeamsRequest { WhatIf = supposed.Read(session), TimeLimit = session.Get(limit).ToDuration() };
            foreach (var hotspot in session.Get(hotspots).Select(name => ResourceText.Full("hotspots", name)))
            {
                request.Requirements.Add(new PlannedRequirement { Id = hotspot, Requirement = await TeamPlanning.RequirementAsync(session.Connection, hotspot, session.Clock, session.Cancellation) });
            }

            using var plans = session.Connection.Formation.PlanTeams(request, cancellationToken: session.Cancellation);
            var best = await plans.ResponseStream.ReadAllAsync(session.Cancellation).LastAsync(session.Cancellation);
            session.Show(best, () => PlanView.Of(best, session.Clock));
        });
    }

    public static Command Explain(Shell shell)
    {
        var hotspot = Arguments.Resource("hotspots", "HOTSPOT", "Where the team is needed.");
        var member = Arguments.Resource("members", "MEMBER", "Whom the question is about.");
        var supposed = new WhatIfOptions();
        return supposed.AddTo(new("explain", "Says what keeps a member out of the team, or what the member would cost.") { hotspot, member }).Does(shell, async session =>
        {
            var request = new ExplainMemberRequest
            {
                Requirement = await TeamPlanning.RequirementAsync(session.Connection, session.Get(hotspot), session.Clock, session.Cancellation),
                Member = session.Get(member),
                WhatIf = supposed.Read(session),
            };
            var answer = await session.Connection.Formation.ExplainMemberAsync(request, cancellationToken: session.Cancellation);
            session.Show(answer, () => PlanView.Of(answer, session.Clock));
        });
    }
}
