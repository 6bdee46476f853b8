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
            foreach (var (header, _) in request.HttpContext.Request.Headers)
            {
                if (IsForged(header))
                {
                    request.ProxyRequest.Headers.Remove(header);
                }
            }

            return ValueTask.CompletedTask;
        });
        transforms.AddXForwarded(ForwardedTransformActions.Set);
        transforms.AddResponseHeaderRemove("Server", ResponseCondition.Always);
    }

    private static bool IsForged(string header)
    {
        foreach (var prefix in Prefixes)
        {
            if (header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
