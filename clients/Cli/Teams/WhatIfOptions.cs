using System.CommandLine;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>The options that suppose something of the world without changing it.</summary>
internal sealed class WhatIfOptions
{
    public Option<string[]> Excluded { get; } = Names("--exclude", "Whom to leave out: members/x, assets/x, or plain x for a member. May be repeated.");

    public Option<string[]> Included { get; } = Names("--include", "Who must be in the team. May be repeated.");

    public Option<string[]> Moved { get; } = new("--move")
    {
        Description = "Who is supposed to start from elsewhere, as NAME=PLACE: a base that does not exist yet. May be repeated.",
        HelpName = "NAME=PLACE",
        DefaultValueFactory = _ => [],
    };

    public Option<string[]> Released { get; } = Names("--release", "A team that is supposed to be let go. May be repeated.");

    public Option<bool> Override { get; } = new("--override-duty-time") { Description = "Supposes that hard duty-time rules are overridden." };

    /// <summary>Adds them all to a command.</summary>
    public Command AddTo(Command command)
    {
        command.Add(Excluded);
        command.Add(Included);
        command.Add(Moved);
        command.Add(Released);
        command.Add(Override);
        return command;
    }

    /// <exception cref="UsageException">A move is not NAME=PLACE.</exception>
    public WhatIf Read(Session session)
    {
        var supposed = new WhatIf { OverrideDutyTime = session.Get(Override) };
        supposed.Excluded.Add(session.Get(Excluded)!.Select(name => ResourceText.Full("members", name)));
        supposed.Included.Add(session.Get(Included)!.Select(name => ResourceText.Full("members", name)));
        supposed.ReleasedTeams.Add(session.Get(Released)!.Select(name => ResourceText.Full("teams", name)));
        supposed.Relocations.Add(session.Get(Moved)!.Select(Move));
        return supposed;
    }

    private static WhatIf.Types.Relocation Move(string text) => text.Split('=', 2) is [var name, var place]
        ? new() { Resources = { ResourceText.Full("members", name) }, Place = PlaceText.Parse(place).Place }
        : throw new UsageException($"'{text}' is not NAME=PLACE, such as de-falke-07=ma-tangier.");

    private static Option<string[]> Names(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };
}
