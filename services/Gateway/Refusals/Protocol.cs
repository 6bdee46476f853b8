namespace TaskForce.Gateway.Refusals;

/// <summary>The protocols the gateway is spoken to in.</summary>
internal enum Protocol
{
    Rest,
    Grpc,
    GrpcWeb,
    GrpcWebText,
}

internal static class ProtocolExtensions
{
    public static Protocol GetProtocol(this HttpRequest request)
    {
        var type = request.ContentType ?? "";
        return type switch
        {
            _ when type.StartsWith("application/grpc-web-text", StringComparison.OrdinalIgnoreCase) => Protocol.GrpcWebText,
            _ when type.StartsWith("application/grpc-web", StringComparison.OrdinalIgnoreCase) => Protocol.GrpcWeb,
            _ when type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) => Protocol.Grpc,
            _ => Protocol.Rest,
        };
    }
}
