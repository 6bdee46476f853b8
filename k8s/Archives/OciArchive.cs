using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TaskForce.Archives;

/// <summary>An image as an OCI layout in a tar file: its index, and what that leads to, by digest. Held in memory.</summary>
internal sealed class OciArchive
{
    private const string Blobs = "blobs/sha256/";
    private const string Prefix = "sha256:";

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>The list of what is in the archive, <c>index.json</c>.</summary>
    public JsonNode Index
    {
        get => JsonNode.Parse(_files["index.json"])!;
        set => _files["index.json"] = Bytes(value);
    }

    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static OciArchive Read(Stream file)
    {
        var archive = new OciArchive();
        using var reader = new TarReader(file);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data)
            {
                archive._files[entry.Name] = ReadAll(data);
            }
        }

        return archive._files.ContainsKey("index.json") ? archive : throw new InvalidDataException("There is no index.json in it.");
    }

    /// <summary>Writes the same bytes for the same content.</summary>
    public void Write(Stream file)
    {
        _files["oci-layout"] = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray();
        using var writer = new TarWriter(file, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var (name, content) in _files)
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
        }
    }

    /// <exception cref="KeyNotFoundException">It is not there.</exception>
    public byte[] Blob(JsonNode descriptor) => _files[Blobs + ((string)descriptor["digest"]!)[Prefix.Length..]];

    public JsonNode Json(JsonNode descriptor) => JsonNode.Parse(Blob(descriptor))!;

    /// <summary>Takes a blob in, and has the descriptor point to it.</summary>
    public void Add(JsonNode descriptor, byte[] blob)
    {
        var digest = Digest(blob);
        _files[Blobs + digest[Prefix.Length..]] = blob;
        descriptor["digest"] = digest;
        descriptor["size"] = blob.LongLength;
    }

    public void Add(JsonNode descriptor, JsonNode content) => Add(descriptor, Bytes(content));

    public static string Digest(byte[] content) => Prefix + Convert.ToHexStringLower(SHA256.HashData(content));

    public static byte[] ReadAll(Stream stream)
    {
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    private static byte[] Bytes(JsonNode content) => Encoding.UTF8.GetBytes(content.ToJsonString());
}
