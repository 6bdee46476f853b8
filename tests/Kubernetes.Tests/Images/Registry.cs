using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TaskForce.Kubernetes.Tests.Images;

/// <summary>
/// Stands in for the registry of the base image: it gives out one image for two architectures, in the media types that Microsoft's has, and takes none. The image has the settings of the real one, and nothing in it that runs.
/// </summary>
internal sealed class Registry : IAsyncDisposable
{
    private const string Repository = "dotnet/aspnet";
    private const string Tag = "10.0-noble-chiseled-extra";
    private const string Types = "application/vnd.docker.";

    private readonly Dictionary<string, (byte[] Content, string Type)> _served = new() { ["/v2/"] = ("{}"u8.ToArray(), "application/json") };
    private readonly WebApplication _app;

    private Registry()
    {
        var images = new JsonArray(AddImage("amd64"), AddImage("arm64"));
        var list = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = $"{Types}distribution.manifest.list.v2+json", ["manifests"] = images };
        Digest = AddManifest(list, Tag);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(AnswerAsync);
    }

    /// <summary>The base image, by its tag.</summary>
    public string Image => $"localhost:{new Uri(_app.Urls.Single()).Port}/{Repository}:{Tag}";

    /// <summary>What its tag stands for.</summary>
    public string Digest { get; }

    public static async Task<Registry> StartAsync()
    {
        var registry = new Registry();
        await registry._app.StartAsync();
        return registry;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext call)
    {
        if (!_served.TryGetValue(call.Request.Path, out var answer))
        {
            call.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        call.Response.ContentType = answer.Type;
        call.Response.ContentLength = answer.Content.Length;
        call.Response.Headers["Docker-Content-Digest"] = DigestOf(answer.Content);
        if (HttpMethods.IsGet(call.Request.Method))
        {
            await call.Response.Body.WriteAsync(answer.Content);
        }
    }

    private JsonObject AddImage(string architecture)
    {
        var files = Tar("etc/os-release", "ID=ubuntu\n");
        var config = new JsonObject
        {
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject { ["User"] = "1654", ["Env"] = new JsonArray("PATH=/usr/bin:/bin", "APP_UID=1654", "ASPNETCORE_HTTP_PORTS=8080", "DOTNET_RUNNING_IN_CONTAINER=true") },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(DigestOf(files)) },
            ["history"] = new JsonArray(new JsonObject { ["created"] = "2026-01-01T00:00:00Z", ["created_by"] = "a stand-in" }),
        };
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = $"{Types}distribution.manifest.v2+json",
            ["config"] = AddBlob($"{Types}container.image.v1+json", Encoding.UTF8.GetBytes(config.ToJsonString())),
            ["layers"] = new JsonArray(AddBlob($"{Types}image.rootfs.diff.tar.gzip", Zip(files))),
        };
        var digest = AddManifest(manifest);
        var size = _served[$"/v2/{Repository}/manifests/{digest}"].Content.Length;
        return new()
        {
            ["mediaType"] = (string?)manifest["mediaType"],
            ["size"] = size,
            ["digest"] = digest,
            ["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" },
        };
    }

    private JsonObject AddBlob(string type, byte[] content)
    {
        _served[$"/v2/{Repository}/blobs/{DigestOf(content)}"] = (content, "application/octet-stream");
        return new() { ["mediaType"] = type, ["size"] = content.Length, ["digest"] = DigestOf(content) };
    }

    private string AddManifest(JsonObject manifest, string? tag = null)
    {
        var content = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        var digest = DigestOf(content);
        _served[$"/v2/{Repository}/manifests/{digest}"] = _served[$"/v2/{Repository}/manifests/{tag ?? digest}"] = (content, (string)manifest["mediaType"]!);
        return digest;
    }

    private static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private static byte[] Tar(string name, string text)
    {
        using var file = new MemoryStream();
        using (var writer = new TarWriter(file, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)), ModificationTime = DateTimeOffset.UnixEpoch });
        }

        return file.ToArray();
    }

    private static byte[] Zip(byte[] content)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return file.ToArray();
    }
}
