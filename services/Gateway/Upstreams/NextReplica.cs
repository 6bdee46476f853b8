using TaskForce.Gateway.Intake;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace TaskForce.Gateway.Upstreams;

/// <summary>
/// A call that never reached a replica goes to another one: nothing of it was done. It may have been sent, and thrown away unread by a replica that is stopping. What broke off later is the caller's to repeat.
/// </summary>
internal static class NextReplica
{
    // A dead machine takes most of a second each.
    private const int MostTries = 3;

    public static async Task TryAsync(HttpContext context, Func<Task> next)
    {
        await next();

        var proxy = context.GetReverseProxyFeature();
        List<DestinationState> left = [.. proxy.AllDestinations];
        for (var tries = 1; tries < MostTries && MayGoOn(context) && FromTheBeginning(context.Request); tries++)
        {
            left.Remove(proxy.ProxiedDestination!);
            if (left.Count == 0)
            {
                return;
            }

            proxy.AvailableDestinations = [.. left];
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            await next();
        }
    }

    private static bool MayGoOn(HttpContext context) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested && ReplicaHealth.IsUnreached(context.GetForwarderErrorFeature());

    // A whole request can be sent again, a stream only if nothing of it was.
    private static bool FromTheBeginning(HttpRequest request)
    {
        if (request.Body is MemoryStream whole)
        {
            whole.Position = 0;
        }

        return request.Body is not FramedBody { IsBegun: true };
    }
}
