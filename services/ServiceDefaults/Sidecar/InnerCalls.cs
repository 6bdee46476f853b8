using System.Security.Claims;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Limits;

namespace TaskForce.ServiceDefaults.Sidecar;

/// <summary>
/// Calls methods of this service in a partner's place, for what came by another way than a call: by the same rules of access, the same limits and the same
/// audit log as if the partner had called.
/// </summary>
/// <param name="services">The service.</param>
public sealed class InnerCalls(IServiceProvider services)
{
    private readonly Interceptor[] _guards =
    [
        // Before access: who is refused is recorded too.
        ActivatorUtilities.CreateInstance<AuditInterceptor>(services),
        ActivatorUtilities.CreateInstance<AccessInterceptor>(services),
        ActivatorUtilities.CreateInstance<LimitInterceptor>(services),
    ];

    /// <summary>Makes a call.</summary>
    /// <param name="method">As gRPC has it: <c>/package.Service/Method</c>.</param>
    /// <param name="partner">Whose call it is.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="call">The method.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="DomainException">As the method, or its rules, refuse.</exception>
    public async Task<TResponse> CallAsync<TService, TRequest, TResponse>(
        string method, ActingFor partner, TRequest request, Func<TService, UnaryServerMethod<TRequest, TResponse>> call, CancellationToken cancellation)
        where TService : notnull where TRequest : class where TResponse : class
    {
        await using var scope = services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider, User = new ClaimsPrincipal(partner.ToIdentity()) };
        var guarded = _guards.Reverse().Aggregate(
            call(ActivatorUtilities.GetServiceOrCreateInstance<TService>(scope.ServiceProvider)),
            (inner, guard) => (asked, context) => guard.UnaryServerHandler(asked, context, inner));
        return await guarded(request, new InnerContext(method, http, cancellation));
    }

    private sealed class InnerContext(string method, HttpContext http, CancellationToken cancellation) : ServerCallContext
    {
        protected override string MethodCore => method;

        protected override string HostCore => "localhost";

        protected override string PeerCore => "ipv4:127.0.0.1";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => cancellation;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore { get; } = new(null, []);

        // Where ASP.NET Core looks for it in contexts that are not its own.
        protected override IDictionary<object, object> UserStateCore { get; } = new Dictionary<object, object> { ["__HttpContext"] = http };

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
