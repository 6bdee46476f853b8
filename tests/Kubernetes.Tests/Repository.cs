namespace TaskForce.Kubernetes.Tests;

/// <summary>The files of the repository that these tests read.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    // The program lies in artifacts/bin/{project}/{configuration}.
    private static string Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        while (here is not null && !File.Exists(System.IO.Path.Combine(here.FullName, "TaskForce.sln")))
        {
            here = here.Parent;
        }

        return here?.FullName ?? throw new DirectoryNotFoundException("TaskForce.sln is not above the tests.");
    }
}
