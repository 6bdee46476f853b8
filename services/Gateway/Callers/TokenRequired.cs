using Google.Rpc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.IdentityModel.Tokens;
using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.Callers;

/// <summary>Turns away a call without a valid token, and says what is wrong with the one it has.</summary>
internal sealed class TokenRequired : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }

        var check = await context.AuthenticateAsync();
        await context.RefuseAsync(new(Code.Unauthenticated, "TOKEN_REQUIRED", Explain(check.Failure)));
    }

    private static string Explain(Exception? failure) => failure switch
    {
        null => "This call needs a bearer token.",
        SecurityTokenExpiredException => "The bearer token has expired.",
        SecurityTokenInvalidAudienceException => "The bearer token is for another audience.",
        SecurityTokenInvalidIssuerException => "The bearer token is of an issuer that is not trusted here.",
        _ => "The bearer token is not valid.",
    };
}
