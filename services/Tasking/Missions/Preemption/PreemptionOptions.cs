using Microsoft.Extensions.Options;
using static TaskForce.Tasking.Missions.MissionState;

namespace TaskForce.Tasking.Missions;

/// <summary>Whose commanders must agree before a team is taken.</summary>
internal enum PreemptionConsent
{
    /// <summary>That of one nation with people in the team.</summary>
    AnyNation,

    /// <summary>Those of every nation with people in the team.</summary>
    EveryNation,
}

/// <summary>When a mission may take the team of another: configuration, section <c>Preemption</c>.</summary>
internal sealed class PreemptionOptions
{
    private static readonly MissionState[] UsualStates = [AwaitingApproval, Approved, Ordered, EnRoute];

    /// <summary>By how much the priority must be higher, 1 to 9.</summary>
    public int MinAdvantage { get; set; } = 2;

    /// <summary>In which states a mission's team may be taken. Without any: those before the team is on scene.</summary>
    public List<MissionState> States { get; set; } = [];

    /// <summary>By how much the priority must be higher to take a team that is on scene; null if that never happens.</summary>
    public int? OnSceneAdvantage { get; set; }

    public PreemptionConsent Consent { get; set; } = PreemptionConsent.EveryNation;

    /// <summary>Refuses what the rules do not allow.</summary>
    /// <param name="taker">The mission that wants the team.</param>
    /// <param name="holder">The mission that has it.</param>
    /// <param name="needsHelp">Whether the holder's people have called for help and nobody has ended that.</param>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, naming the rule.</exception>
    public void MustAllow(Mission taker, Mission holder, bool needsHelp)
    {
        var advantage = taker.Priority - holder.Priority;
        if (holder.Team is null || taker.Name == holder.Name)
        {
            throw Refuse("PREEMPTION_NO_TEAM", $"{holder.Name} has no team that {taker.Name} could take.");
        }

        if (needsHelp)
        {
            throw Refuse("PREEMPTION_NEEDS_HELP", $"People of {holder.Name} have called for help; their team stays until that is resolved.");
        }

        List<MissionState> states = States.Count > 0 ? States : [.. UsualStates];
        if (holder.State == OnScene ? OnSceneAdvantage is null : !states.Contains(holder.State))
        {
            throw Refuse("PREEMPTION_STATE",
                $"{holder.Name} is {WireName.Of(holder.State.ToProto())}; a team may be taken while its mission is {string.Join(" or ", states.Select(state => WireName.Of(state.ToProto())))}.");
        }

        var needed = holder.State == OnScene ? Math.Max(MinAdvantage, OnSceneAdvantage!.Value) : MinAdvantage;
        if (advantage < needed)
        {
            throw Refuse("PREEMPTION_PRIORITY",
                $"{taker.Name} has priority {taker.Priority}, {holder.Name} has {holder.Priority}; it must be at least {needed} higher to take its team.");
        }
    }

    /// <summary>Whose consent is missing.</summary>
    public IEnumerable<string> MissingOf(IEnumerable<string> nations, IReadOnlyCollection<NationConsent> given) => Consent == PreemptionConsent.AnyNation && given.Count > 0
        ? []
        : nations.Where(nation => given.All(consent => consent.Nation != nation));

    private static DomainException Refuse(string reason, string message) => new(Fault.Rejected, reason, message);

    internal sealed class Validator : IValidateOptions<PreemptionOptions>
    {
        public ValidateOptionsResult Validate(string? name, PreemptionOptions options)
        {
            string[] faults =
            [
                .. options.MinAdvantage is < 1 or > 9 ? [$"Preemption:MinAdvantage must be 1 to 9, not {options.MinAdvantage}."] : Array.Empty<string>(),
                .. options.OnSceneAdvantage is < 1 or > 9 ? [$"Preemption:OnSceneAdvantage must be 1 to 9, not {options.OnSceneAdvantage}."] : Array.Empty<string>(),
                .. options.States.Where(state => !UsualStates.Contains(state)).Select(state =>
                    $"Preemption:States must not name {state}: only {string.Join(", ", UsualStates)} can be given; for OnScene set OnSceneAdvantage."),
            ];
            return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
        }
    }
}
