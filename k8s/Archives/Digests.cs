using System.Text.Json.Nodes;

namespace TaskForce.Archives;

/// <summary>What names the content of an archive: two that have the same digests hold the same images.</summary>
internal static class Digests
{
    /// <summary>
    /// <c>index</c> is what one pulls by; then for each platform its manifest, and its files, uncompressed: where only the manifest differs from another's, it is by the compression or by the configuration.
    /// </summary>
    public static IEnumerable<string> Of(OciArchive archive)
    {
        foreach (var descriptor in archive.Index["manifests"]!.AsArray())
        {
            yield return $"index {descriptor!["digest"]}";
            foreach (var line in archive.Json(descriptor)["manifests"]!.AsArray().SelectMany(image => OfImage(archive, image!)))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> OfImage(OciArchive archive, JsonNode image)
    {
        var platform = $"{image["platform"]!["os"]}/{image["platform"]!["architecture"]}";
        yield return $"{platform} manifest {image["digest"]}";
        var config = archive.Json(archive.Json(image)["config"]!);
        yield return $"{platform} files {config["rootfs"]!["diff_ids"]!.AsArray()[^1]}";
    }
}
