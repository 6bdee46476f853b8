using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace TaskForce.Archives;

/// <summary>
/// Takes the time of day out of what the SDK made (and the process id, the order of files on the disk and the owner of the files), so that the same sources make the same image. The layers of the base image stay as they are.
/// </summary>
/// <param name="when">The time that everything of ours gets.</param>
internal sealed class Settling(DateTimeOffset when)
{
    private const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    // The same, as Docker calls it. The SDK leaves it so in an image of OCI's kind.
    private const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /// <summary>An archive of the same images, and of nothing else.</summary>
    public OciArchive Settle(OciArchive archive)
    {
        var index = archive.Index;
        var settled = new OciArchive();
        SettleIndex(index, archive, settled);
        settled.Index = index;
        return settled;
    }

    /// <summary>A layer with its entries by name, of one time, of root, and without what else a tar file may tell.</summary>
    public byte[] SettleLayer(byte[] layer)
    {
        using var settled = new MemoryStream();
        using (var writer = new TarWriter(settled, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var entry in Entries(layer).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                writer.WriteEntry(entry);
            }
        }

        return settled.ToArray();
    }

    private void SettleIndex(JsonNode index, OciArchive archive, OciArchive settled)
    {
        foreach (var descriptor in index["manifests"]!.AsArray())
        {
            var content = archive.Json(descriptor!);
            if (content["manifests"] is not null)
            {
                SettleIndex(content, archive, settled);
            }
            else
            {
                SettleManifest(content, archive, settled);
            }

            settled.Add(descriptor!, content);
        }
    }

    // The SDK adds one layer, and one line to the history, after those of the base image.
    private void SettleManifest(JsonNode manifest, OciArchive archive, OciArchive settled)
    {
        var config = archive.Json(manifest["config"]!);
        var layers = manifest["layers"]!.AsArray();
        foreach (var layer in layers.SkipLast(1))
        {
            settled.Add(layer!, archive.Blob(layer!));
        }

        var ours = SettleLayer(Decompress(archive.Blob(layers[^1]!)));
        settled.Add(layers[^1]!, Compress(ours));
        foreach (var layer in layers.Where(layer => (string?)layer!["mediaType"] == DockerLayer))
        {
            layer!["mediaType"] = Layer;
        }

        var time = when.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        config["created"] = time;
        config["history"]!.AsArray()[^1]!["created"] = time;
        config["rootfs"]!["diff_ids"]!.AsArray()[^1] = OciArchive.Digest(ours);
        settled.Add(manifest["config"]!, config);
    }

    private IEnumerable<TarEntry> Entries(byte[] layer)
    {
        using var reader = new TarReader(new MemoryStream(layer));
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            var plain = new UstarTarEntry(entry.EntryType, entry.Name) { Mode = entry.Mode, ModificationTime = when };
            if (entry.DataStream is { } data)
            {
                plain.DataStream = data;
            }

            yield return plain;
        }
    }

    private static byte[] Decompress(byte[] layer) => OciArchive.ReadAll(new GZipStream(new MemoryStream(layer), CompressionMode.Decompress));

    private static byte[] Compress(byte[] layer)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(layer);
        }

        return compressed.ToArray();
    }
}
