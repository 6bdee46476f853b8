using TaskForce.ServiceDefaults.Release;

namespace TaskForce.Roster.Formation;

/// <summary>
/// Why a team is refused, in words for whoever asked: of another nation's people and equipment it tells who they are and what stands in the way as far as
/// that is released, and otherwise that somebody of that nation cannot be used.
/// </summary>
internal static class TeamRefusals
{
    // What a shortfall tells of those who nearly do is what a refusal tells of those who do not.
    private const string Obstacle = "NearMiss.obstacle";

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>TEAM_INVALID</c>, with each fault.</exception>
    /// <param name="faults">What is wrong with it; nothing if it is valid.</param>
    /// <param name="lineup">The team.</param>
    /// <param name="view">What whoever asked may see.</param>
    public static void MustBeValid(IEnumerable<Violation> faults, Lineup lineup, View view)
    {
        var people = lineup.Members.DistinctBy(each => each.Member.Name)
            .ToDictionary(each => each.Member.Name.ToString(), each => (each.Nation, each.Member.Details.CallSign, IsOpen: false));
        var equipment = lineup.Assets.DistinctBy(each => each.Asset.Name)
            .ToDictionary(each => each.Asset.Name.ToString(), each => (each.Asset.Nation, each.Asset.Details.DisplayName, IsOpen: true));
        MustBeNone([.. faults.Select(fault => people.TryGetValue(fault.Field, out var known) || equipment.TryGetValue(fault.Field, out known)
            ? Shown(fault, known.Nation, known.CallSign, known.IsOpen, view) : fault).Distinct()]);
    }

    /// <summary>The same by what was found of a team that is held.</summary>
    public static void MustBeValid(IEnumerable<V1.Impairment> impairments, View view) => MustBeNone(
    [
        .. impairments.Select(view.Of).Select(each => new Violation(
            each.Rule.Length > 0 ? each.Rule : each.Nation, each.Message.Length > 0 ? each.Message : $"something of {each.Nation} stands in the way")).Distinct(),
    ]);

    private static Violation Shown(Violation fault, string nation, string name, bool isOpen, View view)
    {
        var resource = fault.Field;
        if (view.Sees(Obstacle, nation, resource) && (isOpen || view.Sees("Member.call_sign", nation, resource)))
        {
            return fault;
        }

        var isKnown = isOpen || view.Sees("Member.name", nation, resource);
        var who = isOpen || view.Sees("Member.call_sign", nation, resource) ? name : isKnown ? resource : $"a member of {nation}";
        return new(isKnown ? resource : nation, $"{who} cannot be used");
    }

    private static void MustBeNone(List<Violation> faults)
    {
        if (faults.Count > 0)
        {
            throw new DomainException(Fault.Rejected, "TEAM_INVALID",
                $"The team is not valid: {string.Join("; ", faults.Select(fault => $"{fault.Field}: {fault.Description}"))}.", faults);
        }
    }
}
