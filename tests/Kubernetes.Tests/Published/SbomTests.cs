using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TaskForce.Kubernetes.Tests.Published;

/// <summary>The bill of materials of a service names every package that is published with it.</summary>
public sealed class SbomTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("taskforce-sbom-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Sbom_OfAService_HasEachPackageThatIsPublishedWithIt()
    {
        using var script = Process.Start(new ProcessStartInfo(Repository.Path("k8s", "sbom"), [_directory.FullName, "TakBridge"]) { RedirectStandardOutput = true })!;
        var said = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(script.ExitCode == 0, said);

        var listed = Read(Path.Combine(_directory.FullName, "takbridge.cdx.json"))["components"]!.AsArray()
            .Select(component => $"{component!["name"]}/{component["version"]}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var published = Read(Repository.Path("artifacts", "publish", "TakBridge", "release", "TaskForce.TakBridge.deps.json"))["libraries"]!.AsObject()
            .Where(library => (string?)library.Value!["type"] == "package").Select(library => library.Key).ToList();

        Assert.NotEmpty(published);
        Assert.Empty(published.Where(package => !listed.Contains(package)).ToList());
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file))!;
}
