using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;

namespace TaskForce.ServiceDefaults.Rest;

/// <summary>
/// Speaks of etags over REST as HTTP does (RFC 9110): <c>If-Match</c> is the <c>etag</c> of the request, and an answer that has one is sent with it as <c>ETag</c>.
/// </summary>
internal sealed class ConditionalRequests : Interceptor
{
    private const string Field = "etag";

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        var http = context.GetHttpContext();
        if (IsGrpc(http.Request))
        {
            return await continuation(request, context);
        }

        if (http.Request.Headers.IfMatch.ToString() is { Length: > 0 } wanted && wanted != "*")
        {
            Demand((IMessage)request, wanted);
        }

        var answer = await continuation(request, context);
        if (EtagOf((IMessage)answer) is { Length: > 0 } etag)
        {
            http.Response.Headers.ETag = etag;
        }

        return answer;
    }

    private static bool IsGrpc(HttpRequest request) => request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;

    private static void Demand(IMessage request, string etag)
    {
        if (HolderOf(request) is not { } holder)
        {
            throw new DomainException(Fault.Invalid, "IF_MATCH_UNKNOWN", "What this method works on has no etag: it takes no If-Match.");
        }

        if (etag.Contains(',', StringComparison.Ordinal))
        {
            throw new DomainException(Fault.Invalid, "IF_MATCH_MALFORMED", "If-Match takes one etag.");
        }

        holder.Descriptor.FindFieldByName(Field).Accessor.SetValue(holder, etag);
    }

    // The request itself, or the resource in it.
    private static IMessage? HolderOf(IMessage message) => HasEtag(message.Descriptor)
        ? message
        : message.Descriptor.Fields.InDeclarationOrder().Where(field => field is { FieldType: FieldType.Message, IsRepeated: false, IsMap: false } && HasEtag(field.MessageType))
            .Select(field => (IMessage?)field.Accessor.GetValue(message)).FirstOrDefault(inner => inner is not null);

    private static bool HasEtag(MessageDescriptor type) => type.FindFieldByName(Field) is { FieldType: FieldType.String, IsRepeated: false };

    private static string? EtagOf(IMessage answer) => HasEtag(answer.Descriptor) ? (string)answer.Descriptor.FindFieldByName(Field).Accessor.GetValue(answer) : null;
}
