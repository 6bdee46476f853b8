using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Members;

/// <summary><c>member</c>.</summary>
internal static class MemberCommands
{
    public static Command Create(Shell shell) => new("member", "Officers and whether they may be used.")
    {
        List(shell),
        Get(shell),
        Duty(shell),
        MemberExpiring.Create(shell),
        DutyCommands.Outlook(shell),
        DutyCommands.Record(shell),
        MemberFiles.Import(shell),
        MemberFiles.Export(shell),
        Watch(shell),
    };

    private static Command List(Shell shell)
    {
        var limit = Arguments.Limit();
        var nation = Text("--nation", "Only of this nation, such as DE.");
        var duty = Arguments.Choice<Member.Types.Duty>("--duty", "Only with this duty.");
        var skill = Text("--skill", "Only with this skill, valid now.");
        var language = Text("--language", "Only who speak this language, such as fr.");
        return new Command("list", "Lists members.") { limit, nation, duty, skill, language }.Does(shell, async session =>
        {
            var filter = new MemberFilter { Nation = session.Get(nation), Skill = session.Get(skill), Language = session.Get(language) };
            filter.Duties.AddSet(session.Get(duty));
            var answer = await Pages.ReadAsync(session.Get(limit), async (size, token) => await session.Connection.Members.ListMembersAsync(
                new() { PageSize = size, PageToken = token, Filter = filter }, cancellationToken: session.Cancellation));
            session.ShowList(answer, answer.NextPageToken, () => MemberView.Sheet(answer.Members));
        });
    }

    private static Command Get(Shell shell)
    {
        var name = Arguments.Resource("members", "MEMBER", "The member.");
        return new Command("get", "Shows one member.") { name }.Does(shell, async session =>
        {
            var member = await session.Connection.Members.GetMemberAsync(new() { Name = session.Get(name) }, cancellationToken: session.Cancellation);
            session.Show(member, () => MemberView.Card(member, session.Clock));
        });
    }

    private static Command Duty(Shell shell)
    {
        var name = Arguments.Resource("members", "MEMBER", "The member.");
        var duty = new Argument<Member.Types.Duty>("DUTY")
        {
            Description = $"One of {string.Join(", ", EnumText.Choices<Member.Types.Duty>())}.",
            CustomParser = EnumText.Parse<Member.Types.Duty>,
        };
        return new Command("duty", "Sets what a member is available for.") { name, duty }.Does(shell, async session =>
        {
            var member = await session.Connection.Members.SetMemberDutyAsync(
                new() { Name = session.Get(name), Duty = session.Get(duty) }, cancellationToken: session.Cancellation);
            session.Show(member, () => MemberView.Card(member, session.Clock));
        });
    }

    private static Command Watch(Shell shell)
    {
        var nation = Text("--nation", "Only of this nation, such as DE.");
        return new Command("watch", "Shows every change of a member from now on.") { nation }.DoesUntilInterrupted(shell, async session =>
        {
            var watch = session.Connection.WatchMembers(new() { Nation = session.Get(nation) }, session.LinkNotes(), session.GoOnFrom(NowAsync));
            await foreach (var change in watch.ReadAsync(await NowAsync(), session.Cancellation))
            {
                session.ShowEvent(change, () => MemberView.Line(change, session.Clock));
            }

            async Task<long> NowAsync() =>
                (await session.Connection.Members.ListMembersAsync(new() { PageSize = 1 }, cancellationToken: session.Cancellation)).Sequence;
        });
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };
}
