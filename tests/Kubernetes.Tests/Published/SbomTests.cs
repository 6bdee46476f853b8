using System.Diagnostics;
using System.Globalization;
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
        await SkipWithoutAsync("git", "-C", Repository.Root, "rev-parse", "HEAD");
        await RunAsync(Repository.Path("k8s", "sbom"), _directory.FullName, "TakBridge");

        var sbom = Read(Path.Combine(_directory.FullName, "takbridge.cdx.json"));
        var listed = sbom["components"]!.AsArray().Select(component => $"{component!["name"]}/{component["version"]}").ToHashSet(StringComparer.OrdinalIgnoreCase);
        var published = Read(Repository.Path("artifacts", "publish", "TakBridge", "release", "TaskForce.TakBridge.deps.json"))["libraries"]!.AsObject()
            .Where(library => (string?)library.Value!["type"] == "package").Select(library => library.Key).ToList();

        Assert.NotEmpty(published);
        Assert.Empty(published.Where(package => !listed.Contains(package)).ToList());
        await TellsNoMomentButTheCommitsAsync(sbom);
    }

    [Fact]
    public async Task Sbom_OfTheGateway_HasWhatItsPageIsMadeOf()
    {
        await SkipWithoutAsync("git", "-C", Repository.Root, "rev-parse", "HEAD");
        await SkipWithoutAsync("npm", "sbom", "--help");
        await RunAsync(Repository.Path("k8s", "sbom"), _directory.FullName, "Gateway");

        var sbom = Read(Path.Combine(_directory.FullName, "page.cdx.json"));
        var listed = sbom["components"]!.AsArray().Select(component => (string?)component!["name"]).ToHashSet(StringComparer.Ordinal);
        var wanted = Read(Repository.Path("clients", "CommandCentre", "package.json"))["dependencies"]!.AsObject().Select(dependency => dependency.Key);

        Assert.Empty(wanted.Where(package => !listed.Contains(package)).ToList());
        await TellsNoMomentButTheCommitsAsync(sbom);
    }

    // So that who makes it again has the same.
    private static async Task TellsNoMomentButTheCommitsAsync(JsonNode sbom)
    {
        var committed = DateTimeOffset.FromUnixTimeSeconds(long.Parse(await RunAsync("git", "-C", Repository.Root, "log", "-1", "--format=%ct"), CultureInfo.InvariantCulture));

        Assert.Null(sbom["serialNumber"]);
        Assert.Equal(committed, (DateTimeOffset)sbom["metadata"]!["timestamp"]!);
    }

    // A release is made of a commit, with npm 9.9 or newer; the tests may be run without.
    private static async Task SkipWithoutAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(process.ExitCode != 0, $"There is no {program} {string.Join(' ', words)} here.");
    }

    private static async Task<string> RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, said);
        return said;
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(file))!;
}
