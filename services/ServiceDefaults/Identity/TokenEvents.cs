using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>What we add to the platform's check of a token: its issuer's keys before, what its claims mean after.</summary>
internal sealed class TokenEvents(Issuers issuers, IOptions<IdentityOptions> options) : JwtBearerEvents
{
    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var shown = context.HttpContext.Features.Get<Issuers.Shown>()!;
        if (!shown.IsThere)
        {
            context.NoResult();
            return;
        }

        if (context.Scheme.Name == Issuers.NoScheme)
        {
            context.Fail(TokenFault.OfNobody(context.HttpContext, shown.Token));
            return;
        }

        try
        {
            await issuers.Of(context.Scheme.Name).EnsureAsync(shown.Token!.Kid ?? "", context.HttpContext.RequestAborted);
        }
        catch (DomainException away)
        {
            context.Fail(TokenFault.Note(context.HttpContext, away));
        }
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var issuer = issuers.Of(context.Scheme.Name);
        try
        {
            var caller = CallerClaims.Read((JsonWebToken)context.SecurityToken, issuer.Name, issuer.Options);
            context.Principal = new ClaimsPrincipal(Standins.Resolve(caller, context.Request, options.Value));
        }
        catch (DomainException refusal)
        {
            context.Fail(TokenFault.Note(context.HttpContext, refusal));
        }

        return Task.CompletedTask;
    }

    public override Task AuthenticationFailed(AuthenticationFailedContext context)
    {
        TokenFault.Note(context.HttpContext, context.Exception);
        return Task.CompletedTask;
    }
}
