using Microsoft.Extensions.Options;
using TaskForce.Gateway.Refusals;
using TaskForce.Gateway.SignIn;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Gateway.Page;

/// <summary>What browsers are told about every answer of the HTTP door.</summary>
internal static class PageHeaders
{
    private const string Permissions = "camera=(), display-capture=(), geolocation=(self), microphone=(), payment=(), usb=()";

    private const string OneYear = "max-age=31536000";

    public static void UsePageHeaders(this WebApplication app)
    {
        var (signIn, identity) = (app.Services.GetRequiredService<IOptions<SignInOptions>>(), app.Services.GetRequiredService<IOptions<IdentityOptions>>());
        var policy = Policy(SignInModule.OriginsOf(signIn.Value, identity.Value));
        app.Use((context, next) =>
        {
            if (context.Request.GetProtocol() == Protocol.Rest)
            {
                // At the last moment: a refusal clears what was set before.
                context.Response.OnStarting(() =>
                {
                    Set(context, policy);
                    return Task.CompletedTask;
                });
            }

            return next(context);
        });
    }

    // No inline script or style, nothing from elsewhere, in nobody's frame. The map draws images of data and runs a worker that it makes itself.
    // Besides the gateway only the issuers are asked, where people sign in.
    private static string Policy(IEnumerable<string> issuers) =>
        $"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src {string.Join(' ', issuers.Prepend("'self'"))}; worker-src 'self' blob:; "
        + "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private static void Set(HttpContext context, string policy)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = policy;
        headers["Permissions-Policy"] = Permissions;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }
    }
}
