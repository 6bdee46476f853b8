namespace TaskForce.Kubernetes.Tests.Published;

/// <summary>Copies of what was published, as an image holds it: nobody may write there.</summary>
public sealed class Layout : IDisposable
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly Dictionary<string, string> Programs = new()
    {
        ["gateway"] = "Gateway",
        ["tasking"] = "Tasking",
        ["roster"] = "Roster",
        ["geolocation"] = "Geolocation",
        ["partners"] = "Partners",
        ["takbridge"] = "TakBridge",
    };

    private readonly string _root = Directory.CreateTempSubdirectory("taskforce-image-").FullName;
    private readonly Dictionary<string, string> _copies = [];

    public Layout() => File.SetUnixFileMode(_root, Everybody | UnixFileMode.UserWrite);

    /// <summary>The assembly of a service.</summary>
    /// <exception cref="DirectoryNotFoundException">It was not published.</exception>
    public string AssemblyOf(string service)
    {
        lock (_copies)
        {
            var copy = _copies.TryGetValue(service, out var known) ? known : _copies[service] = Copy(service);
            return Path.Combine(copy, $"TaskForce.{Programs[service]}.dll");
        }
    }

    /// <summary>What is there, so that a test can see that it stayed.</summary>
    public string[] Files(string service) => [.. Directory.GetFiles(Path.GetDirectoryName(AssemblyOf(service))!, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        foreach (var directory in Directory.GetDirectories(_root, "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(directory, Everybody | UnixFileMode.UserWrite);
        }

        Directory.Delete(_root, recursive: true);
    }

    private string Copy(string service)
    {
        var published = Repository.Path("artifacts", "publish", Programs[service], "release");
        if (!Directory.Exists(published))
        {
            throw new DirectoryNotFoundException($"{published} is not there: run make build, which publishes the services.");
        }

        var copy = Path.Combine(_root, service);
        foreach (var file in Directory.GetFiles(published, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(published, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
            File.SetUnixFileMode(target, Everybody);
        }

        foreach (var directory in Directory.GetDirectories(copy, "*", SearchOption.AllDirectories).Append(copy))
        {
            File.SetUnixFileMode(directory, Everybody);
        }

        return copy;
    }
}
