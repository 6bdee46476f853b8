using System.Collections.Immutable;

namespace TaskForce.Tasking.Missions;

/// <summary>Who could go instead of a recipient who does not answer or has declined.</summary>
/// <param name="Order">The order that is not carried out.</param>
/// <param name="Outgoing">Whose it is.</param>
/// <param name="Repair">The smallest repair of the team without that member.</param>
internal sealed record Offer(string Order, string Outgoing, string CallSign, Roster.V1.Repair Repair, DateTimeOffset Time);

/// <summary>What a mission is offered.</summary>
internal sealed partial record Mission
{
    /// <summary>At most one for each order.</summary>
    public ImmutableArray<Offer> Offers { get; init; } = [];

    /// <summary>Every nation that must hear what goes wrong: those whose people are sent, and the host.</summary>
    public ImmutableArray<string> NationsConcerned =>
        [.. (Team?.Nations ?? Brief.Requirement.Quotas.Select(quota => quota.Nation)).Append(Brief.HostNation).Where(nation => nation.Length > 0)
            .Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The roster found who could go instead; an earlier offer for the same order is replaced.</summary>
    public Mission Offer(Offer offer, DateTimeOffset now) =>
        this with { Offers = [.. Offers.Where(known => known.Order != offer.Order).Append(offer)], UpdateTime = now };

    // An offer is over when its member has left the team.
    private ImmutableArray<Offer> OffersFor(AssignedTeam team) => [.. Offers.Where(offer => team.Members.Any(member => member.Member == offer.Outgoing))];
}
