using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Cli.Missions;

/// <summary>Keys as people read them: who, by what right, over what.</summary>
internal static class KeyView
{
    private const int Shown = 12;

    /// <summary>A digest as people compare it.</summary>
    public static string Short(string digest) => digest.Length > Shown ? digest[..Shown] : digest;

    /// <summary>A line for each key, then for each that is void.</summary>
    public static IEnumerable<(string Side, string Value)> Lines(Mission mission, TimeProvider clock) =>
        mission.Approvals.Select(key => ($"Key of {key.Nation}", Decided(key, clock)))
            .Concat(mission.VoidApprovals.Select(ended => ($"Void key of {ended.Approval.Nation}", $"{Decided(ended.Approval, clock)}. {ended.Reason}")));

    private static string Decided(Approval key, TimeProvider clock) => key.Decision switch
    {
        Approval.Types.Decision.Pending => key.DueTime is null ? "pending" : $"pending, silence is a refusal at {clock.TimeOfDay(key.DueTime)}",
        _ when key.Authority?.Kind == Authority.Types.Kind.Silence => $"refused by silence at {clock.TimeOfDay(key.DecisionTime)}",
        _ => $"{EnumText.Words(key.Decision)}{By(key)} at {clock.TimeOfDay(key.DecisionTime)}{Right(key.Authority)}{Over(key.Digest)}",
    };

    private static string By(Approval key) => key.Approver.Length > 0 ? $" by {key.Approver}" : "";

    private static string Right(Authority? right) => right?.Kind switch
    {
        Authority.Types.Kind.Own => ", by own authority",
        Authority.Types.Kind.Delegation => $", under delegation {ResourceText.Id(right.Source)} of {right.Giver}",
        Authority.Types.Kind.PreAuthorisation => $", by pre-authorisation {ResourceText.Id(right.Source)}",
        _ => "",
    };

    private static string Over(string digest) => digest.Length > 0 ? $", over {Short(digest)}" : "";
}
