using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using TaskForce.ServiceDefaults.Faults;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>Has every call that touches personal data in the audit log, refused ones too; what cannot be recorded is not answered.</summary>
internal sealed partial class AuditInterceptor(AuditRules rules, AuditRecorder recorder, TimeProvider clock, ILogger<AuditInterceptor> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (Begin(context, request) is not { } call)
        {
            return await continuation(request, context);
        }

        AuditedCall.Current = call;
        TResponse answer;
        try
        {
            answer = await continuation(request, context);
        }
        catch (Exception fault)
        {
            var (code, reason) = OutcomeOf(fault);
            await TryRecordAsync(call.Drafts([], code, reason));
            throw;
        }

        if (!call.IsKept)
        {
            await recorder.RecordAsync(call.Drafts(call.ShownBy(answer)), call.Rule.MayLag);
        }

        return answer;
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) => Begin(context, request) is { } call
            ? StreamAsync(new AuditedStream(call, recorder, clock), stream => continuation(request, new AuditedWriter<TResponse>(responseStream, stream), context))
            : continuation(request, responseStream, context);

    // The messages of such a stream are counted: a device's own reports are too many to be told one by one.
    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) => Begin(context, null) is { } call
            ? StreamAsync(new AuditedStream(call, recorder, clock) { CountsOnly = true }, stream => continuation(
                new AuditedReader<TRequest>(requestStream, stream), new AuditedWriter<TResponse>(responseStream, stream), context))
            : continuation(requestStream, responseStream, context);

    private AuditedCall? Begin(ServerCallContext context, object? request) =>
        rules.Find(context.Method) is { } rule ? new AuditedCall(rule, context, request as IMessage, clock) : null;

    private async Task StreamAsync(AuditedStream stream, Func<AuditedStream, Task> run)
    {
        await using var _ = stream;
        AuditedCall.Current = stream.Call;
        try
        {
            await run(stream);
        }
        catch (Exception fault)
        {
            var (code, reason) = OutcomeOf(fault);
            await TryRecordAsync(stream.End(code, reason));
            throw;
        }

        await TryRecordAsync(stream.End("OK", ""));
    }

    // For what was not answered, or was and is over: there is nothing left to refuse, and nobody waits for the disk to hear that it is busy.
    private async Task TryRecordAsync(IReadOnlyList<AuditDraft> drafts)
    {
        try
        {
            await recorder.RecordAsync(drafts, mayLag: true);
        }
        catch (DomainException unavailable) when (unavailable.Fault == Fault.Unavailable)
        {
            LogNotKept(drafts[0].Record.Call.Method, drafts[0].Record.Call.Code);
        }
    }

    private static (string Code, string Reason) OutcomeOf(Exception fault) => fault switch
    {
        DomainException refusal => (WireName.Of((Code)FaultInterceptor.ToStatus(refusal).Code), refusal.Reason),
        RpcException refusal => (WireName.Of((Code)refusal.StatusCode), refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? ""),
        OperationCanceledException or IOException or CallerGoneException => (WireName.Of(Code.Cancelled), ""),
        _ => (WireName.Of(Code.Unknown), ""),
    };

    [LoggerMessage(LogLevel.Error, "The audit log could not be told that {Method} ended in {Code}")]
    private partial void LogNotKept(string method, string code);
}
