using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace TaskForce.Gateway.Upstreams;

/// <summary>Takes out what only a proxy or a sidecar of ours may say, and then says it.</summary>
internal static class ForgedHeaders
{
    private static readonly string[] Prefixes =
        ["forwarded", "x-forwarded-", "x-original-", "x-real-ip", "x-client-", "x-ssl-", "x-taskforce-", "dapr-"];

    public static void Strip(TransformBuilderContext transforms)
    {
        transforms.UseDefaultForwarders = false;
        transforms.AddRequestTransform(request =>
        {
            foreach (var header in request.HttpContext.Request.Headers.Keys.Where(IsForged))
            {
                request.ProxyRequest.Headers.Remove(header);
            }

            return ValueTask.CompletedTask;
        });
        transforms.AddXForwarded(ForwardedTransformActions.Set);
        transforms.AddResponseHeaderRemove("Server", ResponseCondition.Always);
    }

    private static bool IsForged(string header) => Prefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
