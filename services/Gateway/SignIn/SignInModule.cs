using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Gateway.SignIn;

/// <summary>Tells the page where people sign in, and who they are then. The page itself talks to the issuer; no secret is needed, and none passes here.</summary>
internal static class SignInModule
{
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<SignInOptions>, SignInOptionsValidator>();
        builder.Services.AddOptions<SignInOptions>().Bind(builder.Configuration.GetSection("SignIn")).ValidateOnStart();
    }

    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet("/sign-in/issuers", (IOptions<SignInOptions> signIn, IOptions<IdentityOptions> identity) =>
            Results.Json(signIn.Value.Clients.Select(client => Describe(client.Key, client.Value, identity.Value.Issuers[client.Key]))));
        app.MapGet("/sign-in/caller", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            var caller = Caller.From(context.User)!;
            return Results.Json(new { subject = caller.Subject, nation = caller.Nation, roles = context.User.FindAll("roles").Select(role => role.Value) });
        }).RequireAuthorization();
    }

    /// <summary>Whom the page may ask besides the gateway that served it.</summary>
    public static IEnumerable<string> OriginsOf(SignInOptions signIn, IdentityOptions identity) => signIn.Clients
        .SelectMany(client => client.Value.Origins.Prepend(new Uri(identity.Issuers[client.Key].Authority).GetLeftPart(UriPartial.Authority)))
        .Distinct(StringComparer.Ordinal);

    private static object Describe(string name, SignInClient client, IssuerOptions issuer) => new
    {
        name,
        nation = issuer.Nation,
        authority = issuer.Authority,
        clientId = client.ClientId,
        scopes = client.Scopes,
        resource = client.Resource,
        parameters = client.Parameters,
    };
}
