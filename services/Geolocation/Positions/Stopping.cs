namespace TaskForce.Geolocation.Positions;

/// <summary>Ends streams when the service stops, so that they do not hold it up.</summary>
internal static class Stopping
{
    /// <summary>Runs a stream until it ends, its caller hangs up or the service stops.</summary>
    /// <param name="lifetime">The service's.</param>
    /// <param name="stream">The stream; its token ends for either reason.</param>
    /// <param name="advice">What the caller should do when it is connected again.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/>, <c>STOPPING</c>.</exception>
    public static async Task RunUntilStoppingAsync(
        this IHostApplicationLifetime lifetime, Func<CancellationToken, Task> stream, string advice, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, lifetime.ApplicationStopping);
        try
        {
            await stream(either.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new DomainException(Fault.Unavailable, "STOPPING", $"The service is stopping; connect again and {advice}.");
        }
    }
}
