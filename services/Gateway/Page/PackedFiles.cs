using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace TaskForce.Gateway.Page;

/// <summary>Files that lie in <c>wwwroot</c> compressed as well, as the page's build leaves them: sent as they are to whoever can unpack them.</summary>
internal sealed class PackedFiles : IContentTypeProvider
{
    // The better first. The page names no quality in what it accepts, and no browser does.
    private static readonly (string Coding, string Ending)[] Codings = [("br", ".br"), ("gzip", ".gz")];

    private readonly FileExtensionContentTypeProvider _types = new();

    /// <summary>The type of what is packed.</summary>
    public bool TryGetContentType(string subpath, [MaybeNullWhen(false)] out string contentType) => _types.TryGetContentType(Unpacked(subpath), out contentType);

    /// <summary>Asks for the packed file in place of the one that was asked for, if there is one and the caller takes it.</summary>
    public static Task Choose(HttpContext context, RequestDelegate next)
    {
        var (request, files) = (context.Request, context.RequestServices.GetRequiredService<IWebHostEnvironment>().WebRootFileProvider);
        if ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Path.Value is { } asked)
        {
            var accepted = request.GetTypedHeaders().AcceptEncoding;
            var packed = Codings.Where(it => accepted.Any(one => one.Value == it.Coding && one.Quality is not 0))
                .Select(it => asked + it.Ending)
                .FirstOrDefault(path => files.GetFileInfo(path).Exists);
            // Made by the constructor: assigned as a string it would be decoded once more.
            request.Path = packed is null ? request.Path : new PathString(packed);
        }

        return next(context);
    }

    /// <summary>Says how a file is packed, and that others may get another one at this address.</summary>
    public static void Describe(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (Codings.FirstOrDefault(it => file.File.Name.EndsWith(it.Ending, StringComparison.Ordinal)).Coding is { } coding)
        {
            headers.ContentEncoding = coding;
        }
    }

    private static string Unpacked(string path) =>
        Codings.FirstOrDefault(it => path.EndsWith(it.Ending, StringComparison.Ordinal)).Ending is { } ending ? path[..^ending.Length] : path;
}
