using System.Net.Http.Headers;

namespace TaskForce.Archives;

/// <summary>The image that ours stand upon. A tag moves; a digest says which one it was.</summary>
internal static class BaseImage
{
    /// <summary>The same image by its digest, as its registry has it now; what has a digest is given back.</summary>
    /// <param name="image">Such as <c>mcr.microsoft.com/dotnet/aspnet:10.0</c>.</param>
    /// <param name="http">Asks the registry, without credentials.</param>
    /// <exception cref="HttpRequestException">The registry is not reached, or does not have it.</exception>
    public static async Task<string> PinAsync(string image, HttpClient http)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return image;
        }

        var (registry, name, tag) = Parse(image);
        using var question = new HttpRequestMessage(HttpMethod.Head, $"{SchemeOf(registry)}://{registry}/v2/{name}/manifests/{tag}");
        question.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.oci.image.index.v1+json"));
        question.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.docker.distribution.manifest.list.v2+json"));
        using var answer = await http.SendAsync(question);
        var digest = answer.EnsureSuccessStatusCode().Headers.GetValues("Docker-Content-Digest").Single();
        return $"{registry}/{name}@{digest}";
    }

    private static (string Registry, string Name, string Tag) Parse(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var colon = image.LastIndexOf(':');
        return slash > 0 && colon > slash
            ? (image[..slash], image[(slash + 1)..colon], image[(colon + 1)..])
            : throw new FormatException($"{image} has not the form registry/name:tag.");
    }

    // As the SDK has it.
    private static string SchemeOf(string registry) => registry.Split(':')[0] is "localhost" or "127.0.0.1" ? "http" : "https";
}
