using System.Collections.Immutable;

namespace TaskForce.Tasking.Operations;

/// <summary>How ready a team is; the numbers are the contract's.</summary>
internal enum Readiness
{
    Unknown = 1,
    Ready = 2,
    NotReady = 3,
}

/// <summary>One mission's part, and what its team last said.</summary>
/// <param name="FromCentre">Whether a centre said it for the team.</param>
internal sealed record Part(string Mission, Readiness Readiness, string Reason, string Actor, DateTimeOffset? Time, bool FromCentre)
{
    /// <summary>The nation of whoever said so, if that is a field unit.</summary>
    public string Unit { get; init; } = "";

    public static Part Silent(string mission) => new(mission, Readiness.Unknown, "", "", null, FromCentre: false);
}

/// <summary>One nation's word.</summary>
internal sealed record Go(string Nation, bool IsGo, string Actor, DateTimeOffset Time, string Reason);

/// <summary>Somebody who gets the H-hour order.</summary>
/// <param name="HasLeft">Whether the recipient takes no part any more.</param>
internal sealed record Recipient(string Member, string CallSign, string Nation, string Mission, bool HasLeft = false);

/// <summary>What the teams say and who they are. Each change returns a new operation.</summary>
internal static class PartChanges
{
    /// <summary>A team's word replaces its last one, while it matters.</summary>
    public static Operation Say(this Operation operation, Part said, DateTimeOffset now) => operation.IsLive
        ? operation with { Parts = [.. operation.Parts.Select(part => part.Mission == said.Mission ? said : part)], UpdateTime = now }
        : operation;

    /// <summary>
    /// Takes in what has changed around the operation: who gets the order, whether it must be held because something that a nation counts
    /// on is no longer so, and whether it is over.
    /// </summary>
    public static Operation Settle(this Operation operation, Picture picture, DateTimeOffset now)
    {
        if (!operation.IsLive)
        {
            return operation;
        }

        var next = operation with { Recipients = Address(operation, picture) };
        if (picture.Parts.Values.All(part => !part.IsLive))
        {
            return next.End(now);
        }

        return next.IsCommitted && now < next.Plan.HHour && Obstacles.Standing(next, picture, now) is { Length: > 0 } broken
            ? next.Hold(string.Join(" ", broken.Take(3).Select(obstacle => obstacle.Message)), now)
            : next;
    }

    // The members of every mission that was dispatched and has not ended; whoever was one of them stays known.
    private static ImmutableArray<Recipient> Address(Operation operation, Picture picture)
    {
        var taking = (from mission in operation.Plan.Missions
                      let part = picture.Parts.GetValueOrDefault(mission)
                      where part is { IsDispatched: true, IsLive: true, Team: not null }
                      from member in part.Team!.Members
                      select new Recipient(member.Member, member.CallSign, member.Nation, part.Name)).ToList();
        var left = operation.Recipients.Where(known => taking.All(each => each.Member != known.Member)).Select(known => known with { HasLeft = true });
        return [.. taking.Concat(left)];
    }
}
