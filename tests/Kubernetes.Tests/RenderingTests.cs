using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace TaskForce.Kubernetes.Tests;

/// <summary>What is tested is what would be applied: the rendered files are those of the sources.</summary>
public sealed class RenderingTests
{
    private static readonly string[] Folders = ["base", "components", "overlays"];

    private const string Remedy = "Run make manifests (it needs kubectl or kustomize 5) and commit k8s/rendered.";

    [Fact]
    public void Rendered_Files_AreThoseOfTheOverlays() => Assert.Equal(
        Overlay.Names,
        Directory.GetFiles(Repository.Path("k8s", "rendered")).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    // A digest of the sources is in each file, so that a stale one is found also where nothing can render.
    [Theory]
    [MemberData(nameof(Overlay.All), MemberType = typeof(Overlay))]
    public void Rendered_File_IsOfTheSourcesAsTheyAre(string overlay)
    {
        var text = Overlay.Get(overlay).Text;
        var header = $"# Rendered by make manifests. Sources: sha256:{Sources()}\n";

        Assert.True(text.StartsWith(header, StringComparison.Ordinal), $"k8s/rendered/{overlay}.yaml is not of the sources as they are. {Remedy}");
        if (Render(overlay) is { } rendered)
        {
            Assert.True(text[header.Length..].Trim() == rendered.Trim(), $"k8s/rendered/{overlay}.yaml is not what is rendered now. {Remedy}");
        }
    }

    private static string Sources()
    {
        var root = Repository.Path("k8s");
        var files = Folders
            .SelectMany(folder => Directory.GetFiles(System.IO.Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal);
        var lines = files.Select(file => $"{Hex(File.ReadAllBytes(System.IO.Path.Combine(root, file)))}  {file}\n");
        return Hex(Encoding.UTF8.GetBytes(string.Concat(lines)));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static string? Render(string overlay)
    {
        var directory = Repository.Path("k8s", "overlays", overlay);
        return Run("kubectl", "kustomize", directory) ?? Run("kustomize", "build", directory);
    }

    private static string? Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} failed.");
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
