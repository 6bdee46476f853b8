using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.Page;

/// <summary>What browsers are told about every answer of the HTTP door.</summary>
internal static class PageHeaders
{
    // No inline script or style, nothing from elsewhere, in nobody's frame. The map draws images of data and runs a worker that it makes itself.
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; "
        + "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    private const string Permissions = "camera=(), display-capture=(), geolocation=(self), microphone=(), payment=(), usb=()";

    private const string OneYear = "max-age=31536000";

    public static void UsePageHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.GetProtocol() == Protocol.Rest)
        {
            // At the last moment: a refusal clears what was set before.
            context.Response.OnStarting(() =>
            {
                Set(context);
                return Task.CompletedTask;
            });
        }

        return next(context);
    });

    private static void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = Policy;
        headers["Permissions-Policy"] = Permissions;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = OneYear;
        }
    }
}
