using System.Diagnostics;

namespace TaskForce.Startup;

/// <summary>A service as it was published in one way.</summary>
/// <param name="Service">Which.</param>
/// <param name="Mode">How.</param>
/// <param name="Command">What starts it.</param>
/// <param name="Directory">Where it is.</param>
internal sealed record Layout(string Service, string Mode, string[] Command, string Directory)
{
    /// <summary>What is on the disk, without symbols.</summary>
    public double Megabytes => new DirectoryInfo(Directory).EnumerateFiles("*", SearchOption.AllDirectories)
        .Where(file => file.Extension is not (".pdb" or ".dbg")).Sum(file => file.Length) / 1e6;
}

internal static class Layouts
{
    private static readonly string Artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));

    /// <summary>What `make build` left, the same compiled when it runs, and what may lie in artifacts/startup/aot.</summary>
    public static IEnumerable<Layout> Of(string service)
    {
        var jit = Path.Combine(Artifacts, "startup", "jit", service);
        if (!Directory.Exists(jit))
        {
            Publish(service, jit);
        }

        yield return Managed(service, "JIT", jit);
        yield return Managed(service, "ReadyToRun", Path.Combine(Artifacts, "publish", service, "release"));
        var native = Path.Combine(Artifacts, "startup", "aot", service);
        if (Directory.Exists(native))
        {
            yield return new(service, "native AOT", [Path.Combine(native, $"TaskForce.{service}")], native);
        }
    }

    private static Layout Managed(string service, string mode, string directory) => new(service, mode, ["dotnet", Path.Combine(directory, $"TaskForce.{service}.dll")], directory);

    private static void Publish(string service, string target)
    {
        string[] arguments =
        [
            "publish", Path.Combine(Artifacts, "..", "services", service), "-c", "Release", "-v", "q", "-o", target, "-p:RunAnalyzers=false", "-p:PublishReadyToRun=false",
            "-p:PublishReadyToRunComposite=false", "--artifacts-path", Path.Combine(Artifacts, "startup", "build"),
        ];
        using var publish = Process.Start("dotnet", arguments);
        publish.WaitForExit();
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"{service} cannot be published.");
        }
    }
}
