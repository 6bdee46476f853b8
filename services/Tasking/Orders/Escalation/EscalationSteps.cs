using Part = TaskForce.Roster.V1.TeamMember.Types.Role;

namespace TaskForce.Tasking.Orders;

/// <summary>Finds out what a step can do, asking the roster where that must be known.</summary>
internal sealed class EscalationSteps(RosterQuestions roster)
{
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if the roster does not answer.</exception>
    public Task<EscalationOutcome> PrepareAsync(EscalationAction action, Unanswered seen, CancellationToken cancellation) => action switch
    {
        EscalationAction.Remind => RemindAsync(seen, cancellation),
        EscalationAction.CallDeputy => CallDeputyAsync(seen, cancellation),
        EscalationAction.OfferNextProposal => OfferAsync(seen, cancellation),
        _ => Task.FromResult(Alarm(seen, "")),
    };

    /// <param name="seen">The order and what belongs to it.</param>
    /// <param name="cause">What else the alert must say, for people; may be empty.</param>
    public static EscalationOutcome Alarm(Unanswered seen, string cause)
    {
        var nations = seen.Mission.NationsConcerned;
        return new(EscalationAction.AlarmCentres, Skipped: false, $"The centres of {string.Join(" and ", nations)} are alerted. {cause}".TrimEnd())
        {
            Alarmed = nations,
            Cause = cause,
        };
    }

    private async Task<EscalationOutcome> RemindAsync(Unanswered seen, CancellationToken cancellation) =>
        await roster.WhyNotAsync(seen.Order.Recipient, cancellation) is { } why
            ? Left(EscalationAction.Remind, $"The recipient {why}.")
            : new(EscalationAction.Remind, Skipped: false, "The recipient is reminded on every device.");

    // Recalled people have no team any more, but they were told together.
    private async Task<EscalationOutcome> CallDeputyAsync(Unanswered seen, CancellationToken cancellation)
    {
        var part = seen.Order.Text.Role == WireName.Of(Part.Deputy) ? Part.Leader : Part.Deputy;
        var order = seen.Others.LastOrDefault(other => other.Kind == seen.Order.Kind && other.Text.Role == WireName.Of(part)
            && other.Recipient != seen.Order.Recipient && other.Rung != Rung.Declined && (other.Kind == OrderKind.Recall || other.Successor is null));
        var who = part == Part.Deputy ? "deputy" : "leader";
        return order is null
            ? Left(EscalationAction.CallDeputy, $"The team has no {who} who could be called.")
            : await roster.WhyNotAsync(order.Recipient, cancellation) is { } why
            ? Left(EscalationAction.CallDeputy, $"The {who} {why}.")
            : new(EscalationAction.CallDeputy, Skipped: false, $"The {who} is told.") { Called = order.Name };
    }

    private async Task<EscalationOutcome> OfferAsync(Unanswered seen, CancellationToken cancellation)
    {
        if (seen.Order.Kind == OrderKind.Recall)
        {
            return Left(EscalationAction.OfferNextProposal, "A recall needs nobody in its place.");
        }

        if (!seen.Mission.IsLive || seen.Mission.Team is not { } team || team.Members.All(member => member.Member != seen.Order.Recipient))
        {
            return Left(EscalationAction.OfferNextProposal, "The recipient is not in the mission's team any more.");
        }

        var repair = await roster.RepairWithoutAsync(team.Name, seen.Order.Recipient, cancellation);
        return repair.Exchanges.Count == 0
            ? Left(EscalationAction.OfferNextProposal, "Nobody is offered instead: the roster finds nobody.")
            : new(EscalationAction.OfferNextProposal, Skipped: false, "Somebody is offered instead: see the offers of the mission.") { Offered = repair };
    }

    private static EscalationOutcome Left(EscalationAction action, string why) => new(action, Skipped: true, why);
}
