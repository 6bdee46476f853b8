using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Missions;

/// <summary>What moves a mission from one state to the next.</summary>
internal static class MissionVerbs
{
    public static Command Approve(Shell shell)
    {
        var comment = new Option<string>("--comment") { Description = "For people.", DefaultValueFactory = _ => "" };
        var reason = new Option<string>("--override-reason") { Description = "Why duty-time rules that the team breaks are overridden.", DefaultValueFactory = _ => "" };
        var digest = new Option<string>("--digest") { Description = "What you saw, its first 12 characters; what is there now without it.", HelpName = "DIGEST", DefaultValueFactory = _ => "" };
        return Verb(shell, "approve", "Turns the key of your nation over exactly what the mission is now.", (session, name) =>
            ApproveAsync(session, new() { Name = name, Comment = session.Get(comment), OverrideReason = session.Get(reason), Digest = session.Get(digest) }), comment, reason, digest);
    }

    public static Command Update(Shell shell)
    {
        var title = new Option<string?>("--title") { Description = "A short label." };
        var instructions = new Option<string?>("--instructions") { Description = "What the team is told." };
        return Verb(shell, "update", "Changes a mission before dispatch; keys that were turned are void then.", (session, name) =>
        {
            var request = new UpdateMissionRequest { Mission = new() { Name = name, Title = session.Get(title) ?? "", Instructions = session.Get(instructions) ?? "" }, UpdateMask = new() };
            request.UpdateMask.Paths.Add(new[] { ("title", session.Get(title)), ("instructions", session.Get(instructions)) }.Where(field => field.Item2 is not null).Select(field => field.Item1));
            return request.UpdateMask.Paths.Count > 0
                ? session.Connection.Missions.UpdateMissionAsync(request, cancellationToken: session.Cancellation).ResponseAsync
                : throw new UsageException("Say what to change: --title or --instructions.");
        }, title, instructions);
    }

    // What is approved is read first and named, so that it cannot change between the look and the key.
    private static async Task<Mission> ApproveAsync(Session session, ApproveMissionRequest request)
    {
        if (request.Digest.Length == 0)
        {
            var seen = await session.Connection.Missions.GetMissionAsync(new() { Name = request.Name }, cancellationToken: session.Cancellation);
            request.Digest = seen.Digest;
            session.Note($"Approving {KeyView.Short(seen.Digest)}: {seen.Title}, {Texts.List(seen.Members.Select(member => Texts.Who(member.CallSign, member.Nation)))}.");
        }

        return await session.Connection.Missions.ApproveMissionAsync(request, cancellationToken: session.Cancellation);
    }

    public static Command Reject(Shell shell)
    {
        var reason = Reason();
        return Verb(shell, "reject", "Refuses a mission for your nation.", (session, name) =>
            session.Connection.Missions.RejectMissionAsync(new() { Name = name, Reason = session.Get(reason) }, cancellationToken: session.Cancellation).ResponseAsync, reason);
    }

    public static Command Dispatch(Shell shell) => Verb(shell, "dispatch", "Gives every member of the team an order.", (session, name) =>
        session.Connection.Missions.DispatchMissionAsync(new() { Name = name }, cancellationToken: session.Cancellation).ResponseAsync);

    public static Command Recall(Shell shell)
    {
        var reason = Reason();
        return Verb(shell, "recall", "Calls a mission off.", (session, name) =>
            session.Connection.Missions.RecallMissionAsync(new() { Name = name, Reason = session.Get(reason) }, cancellationToken: session.Cancellation).ResponseAsync, reason);
    }

    public static Command Complete(Shell shell)
    {
        var (arrests, seizures, injuries) = (Count("--arrests", "People arrested."), Count("--seizures", "Seizures made."), Count("--injuries", "People injured."));
        var text = new Option<string>("--text") { Description = "What happened.", DefaultValueFactory = _ => "" };
        return Verb(shell, "complete", "Ends a mission with a report.", (session, name) => session.Connection.Missions.CompleteMissionAsync(new()
        {
            Name = name,
            Report = new()
            {
                Arrests = session.Get(arrests),
                Seizures = session.Get(seizures),
                Injuries = session.Get(injuries),
                Text = session.Get(text),
            },
        }, cancellationToken: session.Cancellation).ResponseAsync, arrests, seizures, injuries, text);
    }

    public static Command Preempt(Shell shell)
    {
        var from = new Option<string>("--from") { Description = "The mission that has the team.", HelpName = "MISSION", Required = true };
        var reason = Reason();
        return Verb(shell, "preempt", "Takes the team of a mission that goes after this one; each of the team's nations must agree.", (session, name) =>
            session.Connection.Missions.PreemptTeamAsync(
                new() { Name = name, From = ResourceText.Full("missions", session.Get(from)!), Reason = session.Get(reason) }, cancellationToken: session.Cancellation).ResponseAsync,
            from, reason);
    }

    private static Command Verb(Shell shell, string verb, string description, Func<Session, string, Task<Mission>> act, params Option[] options)
    {
        var name = Arguments.Resource("missions", "MISSION", "The mission.");
        var command = new Command(verb, description) { name };
        foreach (var option in options)
        {
            command.Add(option);
        }

        return command.Does(shell, async session =>
        {
            var mission = await act(session, session.Get(name));
            session.Show(mission, () => MissionView.Card(mission, session.Clock));
            HintAfter(session, mission);
        });
    }

    private static void HintAfter(Session session, Mission mission)
    {
        var id = ResourceText.Id(mission.Name);
        switch (mission.State)
        {
            case var _ when mission.Preemption is { MissingNations.Count: > 0 } pending:
                session.Hint($"taskforce mission preempt {id} --from {ResourceText.Id(pending.From)} --as commander.NATION, for {string.Join(" and ", pending.MissingNations)}");
                break;
            case Mission.Types.State.AwaitingApproval:
                var missing = mission.Approvals.Where(key => key.Decision == Mission.Types.Approval.Types.Decision.Pending).Select(key => key.Nation);
                session.Hint($"the key of {string.Join(" and ", missing)}");
                break;
            case Mission.Types.State.Approved:
                session.Hint($"taskforce mission dispatch {id}");
                break;
            case Mission.Types.State.Ordered:
                session.Hint($"taskforce mission watch {id}");
                break;
        }
    }

    private static Option<string> Reason() => new("--reason") { Description = "Why, for people.", Required = true };

    private static Option<int> Count(string name, string description) => new(name) { Description = description, HelpName = "N" };
}
