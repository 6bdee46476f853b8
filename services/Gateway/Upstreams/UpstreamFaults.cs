using Google.Rpc;
using Microsoft.AspNetCore.Http.Features;
using TaskForce.Gateway.Devices;
using TaskForce.Gateway.Intake;
using TaskForce.Gateway.Refusals;
using TaskForce.ServiceDefaults.Lifetime;
using Yarp.ReverseProxy.Forwarder;

namespace TaskForce.Gateway.Upstreams;

/// <summary>Tells the caller, in its own protocol, that a service could not be reached or broke off.</summary>
internal sealed partial class UpstreamFaults(Rotation rotation, TimeProvider clock, ILogger<UpstreamFaults> log)
{
    // A caller that is there has read by then why its call ends.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private static readonly Refusal Stopping = new(Code.Unavailable, "STOPPING", "The gateway is stopping; connect again.");

    private static readonly Refusal Broken = new(Code.InvalidArgument, "REQUEST_BROKEN", "The request broke off.");

    public async Task RefuseAsync(HttpContext context, Func<Task> next)
    {
        var (gone, reset, held) = (context.RequestAborted, context.Features.Get<IHttpResetFeature>(), new HeldReset());
        var device = context.Features.Get<DeviceCall>();
        var moving = rotation.Moving;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, moving, device?.Over ?? CancellationToken.None);
        context.RequestAborted = either.Token;
        // The proxy resets a stream that broke off, which tells the caller nothing; held back, it can still be ended properly.
        context.Features.Set<IHttpResetFeature>(held);

        await next();

        context.Features.Set(reset);
        context.RequestAborted = gone;
        // A request that broke off after its answer was complete needs no other answer.
        var isOpen = held.Asked || !context.Response.HasStarted;
        if (isOpen && context.GetForwarderErrorFeature() is { } fault && !gone.IsCancellationRequested)
        {
            await EndAsync(context, device?.WhyOver ?? Explain(fault, context.GetReverseProxyFeature().Cluster.Config.ClusterId, moving.IsCancellationRequested));
        }
    }

    // Who does not read what was sent before would otherwise keep the call open for as long as they like.
    private async Task EndAsync(HttpContext context, Refusal refusal)
    {
        await using var impatience = clock.CreateTimer(_ => context.Abort(), null, LastWords, Timeout.InfiniteTimeSpan);
        await context.RefuseAsync(refusal);
    }

    private Refusal Explain(IForwarderErrorFeature fault, string cluster, bool isMoving)
    {
        switch (fault)
        {
            case var _ when Refused(fault.Exception) is { } refusal:
                return refusal;
            case { Error: ForwarderError.RequestBodyClient } when !IsGivenUp(fault.Exception):
                return Broken;
            case var _ when isMoving:
                return Stopping;
            default:
                LogFault(cluster, fault.Error, fault.Exception?.Message);
                return new(Code.Unavailable, "SERVICE_UNAVAILABLE", $"The {cluster.Split('-')[0]} service does not answer; try again.");
        }
    }

    // The proxy blames the caller also where it was itself that read no more, since the service had broken off.
    private static bool IsGivenUp(Exception? cause) => cause is OperationCanceledException or AggregateException { InnerExceptions: [OperationCanceledException, ..] };

    // What broke the body off, among the exceptions that the proxy wraps it in.
    private static Refusal? Refused(Exception? cause) => cause switch
    {
        RefusedException refused => refused.Refusal,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => FrameReader.TooLarge,
        AggregateException several => several.InnerExceptions.Select(Refused).FirstOrDefault(refusal => refusal is not null),
        _ => cause?.InnerException is { } inner ? Refused(inner) : null,
    };

    [LoggerMessage(LogLevel.Warning, "A call to {Cluster} failed: {Error}, {Cause}")]
    private partial void LogFault(string cluster, ForwarderError error, string? cause);

    private sealed class HeldReset : IHttpResetFeature
    {
        public bool Asked { get; private set; }

        public void Reset(int errorCode) => Asked = true;
    }
}
