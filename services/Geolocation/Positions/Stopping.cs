using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.Geolocation.Positions;

/// <summary>Ends streams when the service stops, so that they do not hold it up.</summary>
internal static class Stopping
{
    /// <summary>Runs a stream until it ends, its caller hangs up or the service stops.</summary>
    /// <param name="rotation">The service's.</param>
    /// <param name="stream">The stream; its token ends for either reason.</param>
    /// <param name="advice">What the caller should do when it is connected again.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/>, <c>STOPPING</c>.</exception>
    public static async Task RunUntilStoppingAsync(
        this Rotation rotation, Func<CancellationToken, Task> stream, string advice, CancellationToken cancellation)
    {
        var moving = rotation.Moving;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, moving);
        try
        {
            await stream(either.Token);
        }
        catch (OperationCanceledException) when (moving.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new DomainException(Fault.Unavailable, "STOPPING", $"The service is stopping; connect again and {advice}.");
        }
    }
}
