namespace TaskForce.Cli.Up;

/// <summary>Where the built services are.</summary>
internal static class ServiceFiles
{
    /// <summary>The assembly of a service.</summary>
    /// <param name="directory">A published layout, with a directory per service; null for what was built beside this program.</param>
    /// <param name="service">The service, such as <c>Tasking</c>.</param>
    /// <exception cref="UpException">It is not there.</exception>
    public static string Find(string? directory, string service)
    {
        var path = Path.Combine(directory is null ? Built(service) : Path.GetFullPath(Path.Combine(directory, service)), $"TaskForce.{service}.dll");
        return File.Exists(path) ? path : throw new UpException($"{path} does not exist; 'make build' makes it, --services says where else to look.");
    }

    // Built programs lie in bin/{project}/{configuration}, this one too.
    private static string Built(string service)
    {
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.GetFullPath(Path.Combine(here, "..", "..", service, Path.GetFileName(here)));
    }
}
