using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>What we add to the platform's check of a token: its issuer's keys before, what its claims mean after, and that it need not be done again with each call.</summary>
internal sealed class TokenEvents(Issuers issuers, KnownTokens tokens, IOptions<IdentityOptions> options) : JwtBearerEvents
{
    public override async Task MessageReceived(MessageReceivedContext context)
    {
        var shown = ShownBy(context.HttpContext);
        if (!shown.IsThere)
        {
            context.NoResult();
            return;
        }

        if (shown.Known is { } known && known.Scheme == context.Scheme.Name)
        {
            if (Take(context, known.Caller))
            {
                context.Success();
            }

            return;
        }

        if (context.Scheme.Name == Issuers.NoScheme)
        {
            context.Fail(TokenFault.OfNobody(context.HttpContext, shown.Token));
            return;
        }

        try
        {
            var issuer = issuers.Of(context.Scheme.Name);
            await issuer.EnsureAsync(shown.Token!.Kid ?? "", context.HttpContext.RequestAborted);
            shown.Keys = issuer.Mark;
        }
        catch (DomainException away)
        {
            context.Fail(TokenFault.Note(context.HttpContext, away));
        }
    }

    public override Task TokenValidated(TokenValidatedContext context)
    {
        var (issuer, token, shown) = (issuers.Of(context.Scheme.Name), (JsonWebToken)context.SecurityToken, ShownBy(context.HttpContext));
        try
        {
            var caller = CallerClaims.Read(token, issuer.Name, issuer.Options);
            if (Take(context, caller) && shown.Keys is { } keys)
            {
                tokens.Add(shown.Digest, new(context.Scheme.Name, caller, keys, token.ValidFrom, token.ValidTo));
            }
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

    private static ShownToken ShownBy(HttpContext context) => context.Features.Get<ShownToken>()!;

    // For whom a caller acts, each request says for itself.
    private bool Take(ResultContext<JwtBearerOptions> context, ClaimsIdentity caller)
    {
        try
        {
            context.Principal = new ClaimsPrincipal(Standins.Resolve(caller, context.Request, options.Value));
            return true;
        }
        catch (DomainException refusal)
        {
            context.Fail(TokenFault.Note(context.HttpContext, refusal));
            return false;
        }
    }
}
