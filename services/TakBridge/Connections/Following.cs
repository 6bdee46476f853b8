using Grpc.Core;

namespace TaskForce.TakBridge.Connections;

/// <summary>Has followers follow for as long as their client is connected.</summary>
internal sealed partial class Following(TimeProvider clock, ILogger<Following> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public TimeProvider Clock => clock;

    /// <summary>Follows again and again, with growing pauses, until cancelled.</summary>
    /// <exception cref="SessionEnd">The client must go.</exception>
    public async Task KeepAsync(IFollower follower, CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (!cancellation.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            try
            {
                await follower.FollowAsync(cancellation);
            }
            catch (Exception broken) when (broken is RpcException or DomainException or HttpRequestException && !cancellation.IsCancellationRequested)
            {
                LogBroken(follower.GetType().Name, broken is RpcException refusal ? $"{refusal.StatusCode} {refusal.Status.Detail}" : broken.Message);
            }

            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                return;
            }

            pause = clock.GetElapsedTime(began) > LongestPause ? FirstPause : pause;
            await Task.Delay(pause, clock, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Follower} broke off and will try again: {Reason}")]
    private partial void LogBroken(string follower, string reason);
}
