using Microsoft.AspNetCore.StaticFiles;

namespace TaskForce.Gateway.Page;

/// <summary>The page at <c>/</c>: plain files, built from <c>clients/CommandCentre</c> into <c>wwwroot</c>.</summary>
internal static class PageModule
{
    // What the build puts there has a hash of its content in its name.
    private const string Hashed = "/assets";
    private const string Always = "public, max-age=31536000, immutable";
    private const string AskFirst = "no-cache";

    public static void UsePage(this WebApplication app)
    {
        app.UsePageHeaders();
        app.UseDefaultFiles();
        app.Use(PackedFiles.Choose);
        app.UseStaticFiles(new StaticFileOptions { ContentTypeProvider = new PackedFiles(), OnPrepareResponse = Describe });
    }

    private static void Describe(StaticFileResponseContext file)
    {
        PackedFiles.Describe(file);
        file.Context.Response.Headers.CacheControl = file.Context.Request.Path.StartsWithSegments(Hashed) ? Always : AskFirst;
    }
}
