using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;

namespace TaskForce.Testing;

/// <summary>What a call was answered.</summary>
/// <param name="Code">Its status.</param>
/// <param name="Reason">The stable reason of a refusal; null if there is none.</param>
/// <param name="Message">What a refusal says, for people; empty if there is none.</param>
/// <param name="First">The answer, or the first message of a stream; null if there is none.</param>
public sealed record AnyAnswer(StatusCode Code, string? Reason, string Message = "", IMessage? First = null);

/// <summary>Calls any method of the contracts by its descriptor.</summary>
public static class AnyCall
{
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(raw => raw, raw => raw);

    /// <summary>Calls a method. Of a stream only the first message is read, and only one is sent.</summary>
    /// <param name="door">Where, and as whom.</param>
    /// <param name="method">The method.</param>
    /// <param name="request">The request.</param>
    /// <param name="headers">What else to send.</param>
    public static Task<AnyAnswer> CallAsync(CallInvoker door, MethodDescriptor method, byte[] request, Metadata? headers = null) =>
        CallAsync(door, method, (method.Service.FullName, method.Name), request, headers);

    /// <summary>The same, by a name that is spelled as one likes.</summary>
    public static async Task<AnyAnswer> CallAsync(CallInvoker door, MethodDescriptor method, (string Service, string Method) name, byte[] request, Metadata? headers = null)
    {
        var type = method.IsClientStreaming ? MethodType.DuplexStreaming : method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var wire = new Method<byte[], byte[]>(type, name.Service, name.Method, Bytes, Bytes);
        var options = new CallOptions(headers, TimeProvider.System.GetUtcNow().AddMinutes(2).UtcDateTime);
        try
        {
            return new(StatusCode.OK, null, First: Read(method, await AnswerAsync(door, wire, options, request)));
        }
        catch (RpcException refusal)
        {
            return new(refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason, refusal.Status.Detail);
        }
    }

    private static async Task<byte[]?> AnswerAsync(CallInvoker door, Method<byte[], byte[]> method, CallOptions options, byte[] request)
    {
        switch (method.Type)
        {
            case MethodType.Unary:
                return await door.AsyncUnaryCall(method, null, options, request);
            case MethodType.ServerStreaming:
                using (var call = door.AsyncServerStreamingCall(method, null, options, request))
                {
                    return await call.ResponseStream.MoveNext(CancellationToken.None) ? call.ResponseStream.Current : null;
                }

            default:
                using (var call = door.AsyncDuplexStreamingCall(method, null, options))
                {
                    // One that is refused at once may be over before it is written to: why, says the answer.
                    var writing = WriteAsync(call.RequestStream, request);
                    var first = await call.ResponseStream.MoveNext(CancellationToken.None) ? call.ResponseStream.Current : null;
                    await writing;
                    return first;
                }
        }
    }

    private static async Task WriteAsync(IClientStreamWriter<byte[]> stream, byte[] request)
    {
        await stream.WriteAsync(request);
        await stream.CompleteAsync();
    }

    private static IMessage? Read(MethodDescriptor method, byte[]? answer) => answer is null ? null : method.OutputType.Parser.ParseFrom(answer);
}
