using System.CommandLine;
using TaskForce.Cli.Shells;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Release;

/// <summary>What a rule says, as it is typed.</summary>
internal sealed class RuleTermsOptions
{
    private readonly Option<string> _nation = new("--nation") { Description = "Your nation, whose records the rule is about, such as DE.", HelpName = "NATION", Required = true };
    private readonly Option<string> _receiver = new("--to") { Description = "The nation that sees them, such as MA.", HelpName = "NATION", Required = true };
    private readonly Option<string[]> _fields = Many("--field", "A field, such as Member.home_base; may be given again.", "MESSAGE.FIELD");
    private readonly Option<string[]> _roles = Many("--role", "Only callers with this role, such as commander; may be given again.", "ROLE");
    private readonly Option<string[]> _purposes = Many("--purpose-of", "Only sessions that state this purpose; may be given again.", "TEXT");
    private readonly Option<DateTimeOffset?> _from = TimeText.Option("--from", "From when.");
    private readonly Option<DateTimeOffset?> _until = TimeText.Option("--until", "Until when.");
    private readonly Option<bool> _joint = new("--joint-work") { Description = "Only records that work with the receiver, in a live team or lent." };
    private readonly Option<string> _why = new("--why") { Description = "Why.", HelpName = "TEXT", Required = true };

    public Command AddTo(Command command)
    {
        foreach (var option in new Option[] { _nation, _receiver, _fields, _roles, _purposes, _from, _until, _joint, _why })
        {
            command.Add(option);
        }

        return command;
    }

    /// <exception cref="UsageException">A role that there is not.</exception>
    public ReleaseRule Read(Session session) => new()
    {
        Nation = session.Get(_nation),
        ReceiverNation = session.Get(_receiver),
        Fields = { session.Get(_fields) },
        ReceiverRoles = { session.Get(_roles)!.Select(RoleOf) },
        Purposes = { session.Get(_purposes) },
        Validity = session.Time(_from) is null && session.Time(_until) is null ? null : new() { StartTime = session.Time(_from), EndTime = session.Time(_until) },
        JointWorkOnly = session.Get(_joint),
        Justification = session.Get(_why),
    };

    private static Role RoleOf(string text) => Enum.TryParse<Role>(text, ignoreCase: true, out var role) && Enum.IsDefined(role) && role != Role.Unspecified
        ? role
        : throw new UsageException($"'{text}' is none of {string.Join(", ", EnumText.Choices<Role>())}.");

    private static Option<string[]> Many(string name, string description, string form) => new(name)
    {
        Description = description,
        HelpName = form,
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
}
