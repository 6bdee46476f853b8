using System.Diagnostics;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>The examples for partners as processes, the Python one with stubs that are made as its page says.</summary>
internal sealed class PartnerPrograms : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _stubs = Directory.CreateTempSubdirectory("taskforce-stubs-");

    private static string Clients => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "clients"));

    public void Dispose() => _stubs.Delete(recursive: true);

    /// <summary>Makes the stubs of the Python example.</summary>
    public async Task GenerateAsync() => await EndAsync(Start(Path.Combine(Clients, "Python", "generate"), [_stubs.FullName], []));

    /// <summary>Starts the Node example; the caller disposes it.</summary>
    public static Process Node(LocalTaskForce running, Uri gateway, params string[] arguments)
    {
        var example = Path.Combine(Clients, "TypeScript", "dist", "examples", "hotspots.js");
        Assert.True(File.Exists(example), "The package is not built: make clients/TypeScript/dist");
        return Start("node", [example, .. arguments], Settings(running, gateway, ("TASKFORCE_DOOR", gateway == running.Http ? "grpc-web" : "grpc")));
    }

    /// <summary>Starts the Python example; the caller disposes it.</summary>
    public Process Python(LocalTaskForce running, Uri gateway, params string[] arguments) =>
        Start(Path.Combine(Clients, "Python", "hotspots.py"), arguments, Settings(running, gateway, ("TASKFORCE_STUBS", _stubs.FullName), ("GRPC_VERBOSITY", "NONE")));

    /// <summary>The lines of a program that ended well, in words.</summary>
    public static async Task<string[][]> EndAsync(Process program)
    {
        using (program)
        {
            try
            {
                var (output, errors) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
                await program.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
                Assert.True(program.ExitCode == 0, $"{await output}{await errors}");
                return [.. (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
            }
            finally
            {
                program.Kill(entireProcessTree: true);
            }
        }
    }

    private static KeyValuePair<string, string>[] Settings(LocalTaskForce running, Uri gateway, params (string Key, string Value)[] more) =>
    [
        new("TASKFORCE_GATEWAY", gateway.ToString().TrimEnd('/')),
        new("TASKFORCE_AUTHORITIES", Path.Combine(running.Data, "tls", "authority.pem")),
        new("TASKFORCE_ISSUER", new Uri(running.Http, "demo").ToString()),
        .. more.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)),
    ];

    private static Process Start(string program, string[] arguments, KeyValuePair<string, string>[] settings)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        return Process.Start(start)!;
    }
}
