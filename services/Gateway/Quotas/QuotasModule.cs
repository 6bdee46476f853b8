using System.Collections.Frozen;
using System.Threading.RateLimiting;
using Google.Rpc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using TaskForce.Gateway.Refusals;
using TaskForce.Gateway.Upstreams;
using TaskForce.ServiceDefaults.Probes;

namespace TaskForce.Gateway.Quotas;

/// <summary>Keeps one caller from taking everybody's share.</summary>
internal static class QuotasModule
{
    private const string Unlimited = "calls for help";

    // By gRPC and gRPC-Web, and by REST.
    private static readonly FrozenSet<string> CallsForHelp =
        new[] { "/taskforce.tasking.v1.FieldService/NeedHelp", "/tasking/v1/alerts:needHelp" }.ToFrozenSet(StringComparer.Ordinal);

    // By REST, which is what trackers speak; by gRPC they are counted as other calls without an identity.
    private static readonly PathString[] TrackerPaths = ["/partners/v1/osmand", "/partners/v1/traccar"];

    public static void AddQuotas(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<RateLimitsOptions>, RateLimitsOptionsValidator>();
        builder.Services.AddOptions<RateLimitsOptions>().Bind(builder.Configuration.GetSection("RateLimits")).ValidateOnStart();
        builder.Services.AddSingleton<Openings>();
        builder.Services.AddRateLimiter(limiter => limiter.OnRejected = (rejected, _) => RefuseAsync(rejected));
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<RateLimitsOptions>>((limiter, options) =>
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(context => Calls(context, options.Value)),
                PartitionedRateLimiter.Create<HttpContext, string>(context => Places(context, options.Value))));
    }

    /// <summary>Counts each call against its caller's quota; comes after the caller is known.</summary>
    public static void UseQuotas(this WebApplication app)
    {
        app.UseRateLimiter();
        app.Use((context, next) => app.Services.GetRequiredService<Openings>().InTurnAsync(context, next));
    }

    private static RateLimitPartition<string> Calls(HttpContext context, RateLimitsOptions options) => ShareOf(context, options) is { } share
        ? RateLimitPartition.GetTokenBucketLimiter(share.Key, _ => new()
        {
            TokenLimit = share.Quota.Burst,
            TokensPerPeriod = share.Quota.PerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        })
        : RateLimitPartition.GetNoLimiter(Unlimited);

    private static RateLimitPartition<string> Places(HttpContext context, RateLimitsOptions options) => ShareOf(context, options) is { } share
        ? RateLimitPartition.GetConcurrencyLimiter(share.Key, _ => new() { PermitLimit = share.Quota.ConcurrentCalls })
        : RateLimitPartition.GetNoLimiter(Unlimited);

    // Of whose quota a call takes; null if of nobody's. It is asked for twice.
    private static Share? ShareOf(HttpContext context, RateLimitsOptions options)
    {
        if (IsFree(context))
        {
            return null;
        }

        if (context.Features.Get<Share>() is not { } share)
        {
            share = Find(context, options);
            context.Features.Set(share);
        }

        return share;
    }

    // A kubelet's address may be that of everybody who comes by its node: their calls must not take the process out of rotation.
    private static bool IsFree(HttpContext context) => IsCallForHelp(context) || ProbesModule.IsProbe(context);

    // Whoever needs help is never told to try again later. Without a valid token it is anybody.
    private static bool IsCallForHelp(HttpContext context) => CallsForHelp.Contains(context.Request.Path.Value ?? "") && Caller.From(context.User) is not null;

    // A space keeps a subject that looks like an address from sharing that address's quota.
    private static Share Find(HttpContext context, RateLimitsOptions options) => Caller.From(context.User) switch
    {
        _ when UpstreamRoutes.IsOpen(context) && TrackerPaths.Any(path => context.Request.Path.StartsWithSegments(path)) => new($"tracker {context.Connection.RemoteIpAddress}", options.Trackers),
        _ when UpstreamRoutes.IsOpen(context) => new($"enrolment {context.Connection.RemoteIpAddress}", options.Enrolment),
        { } caller => new($"subject {caller.Key}", options.For(caller.Roles)),
        null => new($"address {context.Connection.RemoteIpAddress}", options.Anonymous),
    };

    private static ValueTask RefuseAsync(OnRejectedContext rejected) => new(rejected.HttpContext.RefuseAsync(
        rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var delay)
            ? new(Code.ResourceExhausted, "QUOTA_EXCEEDED", "This caller makes too many calls; try again later.") { RetryAfter = delay }
            : new(Code.ResourceExhausted, "QUOTA_EXCEEDED", "This caller has too many calls open at the same time; end one first.")));

    private sealed record Share(string Key, Quota Quota);
}
