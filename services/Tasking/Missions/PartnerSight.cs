using Microsoft.Extensions.Options;
using TaskForce.Type.V1;

namespace TaskForce.Tasking.Missions;

/// <summary>What partner systems may follow beyond hotspots. Section <c>Partners</c>.</summary>
internal sealed class PartnerOptions
{
    /// <summary>The partners that may follow the missions and the alerts of their nations, <c>{issuer}/{partner}</c>. None unless set.</summary>
    public IList<string> MayFollowMissions { get; } = [];
}

/// <summary>Whose missions and alerts a caller is shown: all, but to a partner system those of its nation, and only if the configuration names it.</summary>
internal sealed class PartnerSight(IOptions<PartnerOptions> options)
{
    /// <summary>The nation whose records the caller is shown; null if it is shown those of any.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>PARTNER_NOT_NAMED</c>.</exception>
    public string? NationFor(Caller caller)
    {
        if (!caller.Is(Role.Partner) || caller.Is(Role.Dispatcher) || caller.Is(Role.Commander) || caller.Is(Role.Auditor))
        {
            return null;
        }

        return options.Value.MayFollowMissions.Contains($"{caller.Issuer}/{caller.Partner}")
            ? caller.Nation
            : throw new DomainException(Fault.Denied, "PARTNER_NOT_NAMED", $"{caller.Partner} may not follow missions and alerts: this deployment does not name it.");
    }

    /// <summary>Whether a mission is one of a nation's: it is asked for people, or gives people or equipment. Of any if null.</summary>
    public static bool IsOf(string? nation, V1.Mission mission) => nation is null || (nation.Length > 0 && (
        mission.Requirement.Quotas.Any(quota => quota.Nation == nation) || mission.Members.Any(member => member.Nation == nation)
        || mission.Assets.Any(asset => asset.Nation == nation)));

    /// <summary>Whether an alert goes to a nation. To any if null.</summary>
    public static bool IsOf(string? nation, V1.Alert alert) => nation is null || alert.Nations.Contains(nation);
}
