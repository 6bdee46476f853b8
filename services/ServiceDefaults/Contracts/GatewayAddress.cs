using Grpc.Core;

namespace TaskForce;

/// <summary>Where a caller found this service, for links that lead back there.</summary>
public static class GatewayAddress
{
    /// <summary>The URL of the gateway's door as the caller sees it, without a slash at the end. The gateway says it, and nobody else can: it takes out what callers say.</summary>
    public static string GetGatewayAddress(this ServerCallContext context)
    {
        var request = context.GetHttpContext().Request;
        var scheme = request.Headers["X-Forwarded-Proto"].ToString() is { Length: > 0 } forwarded ? forwarded : request.Scheme;
        var host = request.Headers["X-Forwarded-Host"].ToString() is { Length: > 0 } named ? named : request.Host.ToString();
        return $"{scheme}://{host}";
    }
}
