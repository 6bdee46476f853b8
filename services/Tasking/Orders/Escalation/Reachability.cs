using Grpc.Core;
using static TaskForce.Roster.V1.Member.Types;
using Members = TaskForce.Roster.V1.MemberService.MemberServiceClient;

namespace TaskForce.Tasking.Orders;

/// <summary>Asks the roster whether a member may be called now: nobody off duty or on leave ever is. Thread safe.</summary>
internal sealed class Reachability(Members members, TimeProvider clock)
{
    // A roster that hangs must not hold up everything else that is due.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _pauseUntil;

    /// <summary>Why a member may not be called, for people; null if they may.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if the roster does not answer.</exception>
    public async Task<string?> WhyNotAsync(string member, CancellationToken cancellation)
    {
        if (clock.GetUtcNow().UtcTicks < Interlocked.Read(ref _pauseUntil))
        {
            throw Silence("it did not answer a moment ago");
        }

        try
        {
            // The transport measures deadlines by the system's clock and no other.
            var deadline = (TimeProvider.System.GetUtcNow() + Patience).UtcDateTime;
            return WhyNot(await members.GetMemberAsync(new() { Name = member }, deadline: deadline, cancellationToken: cancellation));
        }
        catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
        {
            return "is not known to the roster any more";
        }
        catch (Exception silence) when (silence is DomainException { Fault: Fault.Unavailable } or RpcException && !cancellation.IsCancellationRequested)
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
        return leave is not null ? "is on leave"
            : member.Duty is Duty.OnDuty or Duty.OnCall ? null
            : member.Duty == Duty.Sick ? "is sick" : "is off duty";
    }

    private static DomainException Silence(string why) => new(Fault.Unavailable, "PEER_UNAVAILABLE", $"The roster cannot say who is on duty: {why}");
}
