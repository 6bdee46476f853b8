using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace TaskForce.ServiceDefaults.Faults;

/// <summary>Turns a <see cref="DomainException"/> into a rich gRPC status. The only place that does.</summary>
internal sealed class FaultInterceptor : Interceptor
{
    private const string Domain = "taskforce.dev";

    // A refusal travels in headers: what it repeats of the request must not make it larger than those may be.
    private const int MostCharacters = 1000;
    private const int MostViolations = 50;

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (DomainException fault)
        {
            throw ToStatus(fault).ToRpcException();
        }
        catch (RpcException absent) when (absent is { StatusCode: StatusCode.Unimplemented, Trailers.Count: 0 })
        {
            throw Unimplemented(context.Method).ToRpcException();
        }
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        StreamAsync(() => continuation(request, new CallersWriter<TResponse>(responseStream, context.CancellationToken), context), context);

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        StreamAsync(
            () => continuation(new CallersStream<TRequest>(requestStream), new CallersWriter<TResponse>(responseStream, context.CancellationToken), context), context);

    // A caller that hangs up ends its stream; that is no error of ours.
    private static async Task StreamAsync(Func<Task> stream, ServerCallContext context)
    {
        try
        {
            await stream();
        }
        catch (DomainException fault)
        {
            throw ToStatus(fault).ToRpcException();
        }
        catch (Exception gone) when ((context.CancellationToken.IsCancellationRequested && gone is OperationCanceledException or IOException) || gone is CallerGoneException)
        {
            context.Status = new Grpc.Core.Status(StatusCode.Cancelled, "The caller ended the stream.");
        }
    }

    internal static Google.Rpc.Status ToStatus(DomainException fault)
    {
        var status = new Google.Rpc.Status
        {
            Code = (int)ToCode(fault.Fault),
            Message = Shorten(fault.Message),
            Details = { Any.Pack(new ErrorInfo { Domain = Domain, Reason = fault.Reason }) },
        };
        if (fault.Violations.Count > 0)
        {
            status.Details.Add(Any.Pack(ToBadRequest(fault.Violations)));
        }

        if (fault.RetryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToDuration() }));
        }

        return status;
    }

    // What the generated base class throws for a method that the service does not have (yet).
    private static Google.Rpc.Status Unimplemented(string method) => new()
    {
        Code = (int)Code.Unimplemented,
        Message = $"{method[1..]} is not there yet.",
        Details = { Any.Pack(new ErrorInfo { Domain = Domain, Reason = "METHOD_UNIMPLEMENTED" }) },
    };

    /// <summary>What is answered to whoever calls a method by a name that the contracts do not have.</summary>
    internal static Google.Rpc.Status UnknownMethod(string method) => new()
    {
        Code = (int)Code.Unimplemented,
        Message = Shorten($"There is no method {method}; names are spelled as in the contract."),
        Details = { Any.Pack(new ErrorInfo { Domain = Domain, Reason = "METHOD_UNKNOWN" }) },
    };

    private static BadRequest ToBadRequest(IEnumerable<Violation> violations) => new()
    {
        FieldViolations =
        {
            violations.Take(MostViolations).Select(v => new BadRequest.Types.FieldViolation { Field = Shorten(v.Field), Description = Shorten(v.Description) }),
        },
    };

    private static string Shorten(string text) => text.Length <= MostCharacters ? text : $"{text[..(char.IsHighSurrogate(text[MostCharacters - 1]) ? MostCharacters - 1 : MostCharacters)]}...";

    private static Code ToCode(Fault fault) => fault switch
    {
        Fault.Invalid => Code.InvalidArgument,
        Fault.Unauthenticated => Code.Unauthenticated,
        Fault.Denied => Code.PermissionDenied,
        Fault.NotFound => Code.NotFound,
        Fault.Exists => Code.AlreadyExists,
        Fault.Rejected => Code.FailedPrecondition,
        Fault.Conflict => Code.Aborted,
        Fault.OutOfRange => Code.OutOfRange,
        Fault.Exhausted => Code.ResourceExhausted,
        Fault.Unavailable => Code.Unavailable,
        _ => Code.Internal,
    };
}
