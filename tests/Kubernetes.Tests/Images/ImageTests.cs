using System.Diagnostics;
using System.Text.Json.Nodes;
using TaskForce.Archives;

namespace TaskForce.Kubernetes.Tests.Images;

/// <summary>The SDK makes an image by our settings upon a base image that it pulls, and makes it again. The service is a small one, so that this is soon done; the settings, the scripts and the SDK are those of the others.</summary>
public sealed class ImageTests : IDisposable
{
    // Of whoever runs the tests nothing but the tools.
    private static readonly (string, string)[] Alone =
    [
        ("REGISTRY", ""), ("KEEP", ""), ("NO_PROXY", "localhost"), ("no_proxy", "localhost"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("MSBUILDDISABLENODEREUSE", "1"),
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("taskforce images-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Image_OfACommit_IsTheSameToTheBitAtAnotherPlace()
    {
        await using var registry = await Registry.StartAsync();
        var place = MakeRepository();
        await RunAsync(place, "sh", ["-c", "git init -q && git add . && git -c user.name=t -c user.email=t@example.com commit -qm Sample"]);

        await RunAsync(place, "k8s/images", ["Sample"], ("BASE", registry.Image), ("TAG", "1.0.0"));
        var again = await RunAsync(place, "k8s/reproduce", ["artifacts/images/digests.txt"]);

        Assert.EndsWith("They are the same.", again.TrimEnd(), StringComparison.Ordinal);
        using var file = File.OpenRead(Path.Combine(place, "artifacts", "images", "sample.tar"));
        Check(OciArchive.Read(file), await RunAsync(place, "git", ["rev-parse", "HEAD"]));
    }

    [Fact]
    public async Task BaseImage_ByItsTag_IsPinnedToItsDigest()
    {
        await using var registry = await Registry.StartAsync();
        using var http = new HttpClient();

        var pinned = await BaseImage.PinAsync(registry.Image, http);

        Assert.EndsWith($"/dotnet/aspnet@{registry.Digest}", pinned, StringComparison.Ordinal);
        Assert.Equal(pinned, await BaseImage.PinAsync(pinned, http));
    }

    private static void Check(OciArchive archive, string commit)
    {
        var images = archive.Json(archive.Index["manifests"]![0]!)["manifests"]!.AsArray();
        Assert.Equal(["linux/amd64", "linux/arm64"], images.Select(image => $"{image!["platform"]!["os"]}/{image["platform"]!["architecture"]}"));
        foreach (var manifest in images.Select(image => archive.Json(image!)))
        {
            var config = archive.Json(manifest["config"]!)["config"]!;
            Assert.Equal("1654", (string?)config["User"]);
            Assert.Equal(["dotnet", "/app/TaskForce.Sample.dll"], config["Entrypoint"]!.AsArray().Select(word => (string?)word));
            Assert.Equal(commit.Trim(), (string?)config["Labels"]!["org.opencontainers.image.revision"]);
            Assert.Equal("1.0.0", (string?)config["Labels"]!["org.opencontainers.image.version"]);
            Assert.DoesNotContain("created", config["Labels"]!.AsObject().Select(label => label.Key.Split('.')[^1]));
            Assert.All(Descriptors(manifest), descriptor => Assert.Equal((string?)descriptor["digest"], OciArchive.Digest(archive.Blob(descriptor))));
        }
    }

    private static IEnumerable<JsonNode> Descriptors(JsonNode manifest) => manifest["layers"]!.AsArray().Append(manifest["config"]).Select(descriptor => descriptor!);

    // What makes our images, and another service.
    private string MakeRepository()
    {
        string[] files = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "BannedSymbols.txt", "global.json", ".gitignore", "k8s/images", "k8s/reproduce"];
        foreach (var file in files.Select(name => Repository.Path(name)).Concat(Directory.GetFiles(Repository.Path("k8s", "Archives"))))
        {
            var copy = Path.Combine(_directory.FullName, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var sample = _directory.CreateSubdirectory("services/Sample").FullName;
        File.WriteAllText(Path.Combine(sample, "Sample.csproj"), """<Project Sdk="Microsoft.NET.Sdk.Web" />""");
        File.WriteAllText(Path.Combine(sample, "Program.cs"), "WebApplication.Create().Run();");
        // What generators write must have an order, too.
        File.WriteAllLines(Path.Combine(sample, "Logs.cs"), Enumerable.Range(1, 20).Select(number => $"static partial class Log{number} {{ [LoggerMessage(1, LogLevel.Information, \"{number}\")] public static partial void Say(ILogger log); }}"));
        return _directory.FullName;
    }

    private static async Task<string> RunAsync(string place, string program, string[] words, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program.Contains('/', StringComparison.Ordinal) ? Path.Combine(place, program) : program, words) { WorkingDirectory = place, RedirectStandardOutput = true };
        foreach (var (name, value) in Alone.Concat(environment))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
