using Grpc.Core;
using static TaskForce.Roster.V1.Member.Types;
using Formation = TaskForce.Roster.V1.FormationService.FormationServiceClient;
using Members = TaskForce.Roster.V1.MemberService.MemberServiceClient;

namespace TaskForce.Tasking.Orders;

/// <summary>
/// What must be asked before somebody is called. A roster that hangs must not hold up everything else that is due: it has a few seconds, and after a
/// silence it is left alone for a moment. Thread safe.
/// </summary>
internal sealed class RosterQuestions(Members members, Formation formation, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _pauseUntil;

    /// <summary>Why a member may not be called, for people; null if they may: nobody off duty or on leave ever is.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if the roster does not answer.</exception>
    public async Task<string?> WhyNotAsync(string member, CancellationToken cancellation)
    {
        try
        {
            return WhyNot(await AskAsync(deadline => members.GetMemberAsync(new() { Name = member }, deadline: deadline, cancellationToken: cancellation), cancellation));
        }
        catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
        {
            return "is not known to the roster any more";
        }
    }

    /// <summary>The smallest repair of a team without one of its members; without an exchange if there is none.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if the roster does not answer.</exception>
    public async Task<Roster.V1.Repair> RepairWithoutAsync(string team, string member, CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(deadline => formation.ProposeRepairAsync(
                new() { Name = team, Excluded = { member } }, deadline: deadline, cancellationToken: cancellation), cancellation);
        }
        catch (RpcException refusal) when (IsAnswer(refusal))
        {
            return new() { Message = refusal.Status.Detail };
        }
    }

    private async Task<T> AskAsync<T>(Func<DateTime, AsyncUnaryCall<T>> ask, CancellationToken cancellation)
    {
        if (clock.GetUtcNow().UtcTicks < Interlocked.Read(ref _pauseUntil))
        {
            throw Silence("it did not answer a moment ago");
        }

        try
        {
            // The transport measures deadlines by the system's clock and no other.
            return await ask((TimeProvider.System.GetUtcNow() + Patience).UtcDateTime);
        }
        catch (Exception silence) when (silence is DomainException { Fault: Fault.Unavailable } or RpcException
            && !cancellation.IsCancellationRequested && !(silence is RpcException answer && IsAnswer(answer)))
        {
            Interlocked.Exchange(ref _pauseUntil, (clock.GetUtcNow() + Pause).UtcTicks);
            throw Silence(silence.Message);
        }
    }

    private string? WhyNot(Roster.V1.Member member)
    {
        var now = clock.GetUtcNow();
        var leave = member.Leave.FirstOrDefault(leave =>
            (leave.StartTime is null || leave.StartTime.ToDateTimeOffset() <= now) && (leave.EndTime is null || leave.EndTime.ToDateTimeOffset() > now));
        // Why exactly is for the member's nation alone, which finds it in the roster.
        return leave is null && member.Duty is Duty.OnDuty or Duty.OnCall ? null : "is off duty";
    }

    private static bool IsAnswer(RpcException answer) => answer.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition;

    private static DomainException Silence(string why) => new(Fault.Unavailable, "PEER_UNAVAILABLE", $"The roster does not say who can be called: {why}");
}
