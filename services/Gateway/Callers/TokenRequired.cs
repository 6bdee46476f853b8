using Google.Rpc;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using TaskForce.Gateway.Devices;
using TaskForce.Gateway.Refusals;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Gateway.Callers;

/// <summary>Turns away a call without a valid token, and says what is wrong with the one it has.</summary>
internal sealed class TokenRequired : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context) : context.RefuseAsync(context.Features.Get<DeviceFault>()?.Refusal ?? Explain(TokenFault.Of(context)));

    private static Refusal Explain(DomainException fault) =>
        new(fault.Fault == Fault.Unavailable ? Code.Unavailable : Code.Unauthenticated, fault.Reason, fault.Message) { RetryAfter = fault.RetryAfter };
}
