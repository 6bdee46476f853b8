using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>Why a request has no caller.</summary>
public sealed class TokenFault
{
    private const int LongestName = 200;

    private readonly DomainException _refusal;

    private TokenFault(DomainException refusal) => _refusal = refusal;

    /// <summary>The refusal that tells the caller what is wrong with its token, or that it has none.</summary>
    public static DomainException Of(HttpContext context) => context.Features.Get<TokenFault>()?._refusal
        ?? new(Fault.Unauthenticated, "TOKEN_REQUIRED", "This call needs a bearer token.");

    internal static Exception Note(HttpContext context, Exception failure)
    {
        var refusal = failure as DomainException ?? Explain(failure);
        context.Features.Set(new TokenFault(refusal));
        return refusal;
    }

    internal static Exception OfNobody(HttpContext context, JsonWebToken? token) => Note(context, token is null
        ? Invalid("The bearer token is not a JSON Web Token.")
        : new DomainException(Fault.Unauthenticated, "ISSUER_UNKNOWN", $"The bearer token is of '{Shorten(token.Issuer)}', an issuer that is not trusted here."));

    private static DomainException Explain(Exception failure) => failure switch
    {
        SecurityTokenExpiredException => new(Fault.Unauthenticated, "TOKEN_EXPIRED", "The bearer token has expired."),
        SecurityTokenNotYetValidException => new(Fault.Unauthenticated, "TOKEN_NOT_YET_VALID", "The bearer token is not valid yet."),
        SecurityTokenInvalidAudienceException => new(Fault.Unauthenticated, "TOKEN_OF_OTHER_AUDIENCE", "The bearer token is for another audience."),
        // Which of the many ways to forge one it was, only helps who tries.
        _ => Invalid("The bearer token is not valid."),
    };

    private static DomainException Invalid(string message) => new(Fault.Unauthenticated, "TOKEN_INVALID", message);

    private static string Shorten(string name) => new([.. name.Take(LongestName).Where(letter => !char.IsControl(letter))]);
}
