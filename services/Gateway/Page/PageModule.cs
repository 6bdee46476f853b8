namespace TaskForce.Gateway.Page;

/// <summary>The page at <c>/</c>: plain files, built from <c>clients/CommandCentre</c> into <c>wwwroot</c>.</summary>
internal static class PageModule
{
    public static void UsePage(this WebApplication app)
    {
        app.UsePageHeaders();
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
    }
}
