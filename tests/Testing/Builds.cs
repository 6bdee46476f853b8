namespace TaskForce.Testing;

/// <summary>Where the programs are that tests start.</summary>
internal static class Builds
{
    private static readonly bool AllArePublished = Environment.GetEnvironmentVariable("TASKFORCE_PUBLISHED") is { Length: > 0 };

    /// <summary>
    /// A program as it was built with the tests or, where <c>TASKFORCE_PUBLISHED</c> is set, as <c>make build</c> left it: that is what people run, and it starts in half the time.
    /// </summary>
    /// <param name="project">For example <c>Tasking</c>.</param>
    /// <param name="assembly">For example <c>TaskForce.Tasking.dll</c>.</param>
    /// <param name="isPublished">Whether it must be what <c>make build</c> left.</param>
    public static string Find(string project, string assembly, bool isPublished)
    {
        // Built programs lie in bin/{project}/{configuration}, this one too.
        var here = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        var folder = isPublished || AllArePublished ? Path.Combine("..", "..", "..", "publish", project, "release") : Path.Combine("..", "..", project, Path.GetFileName(here));
        return Path.GetFullPath(Path.Combine(here, folder, assembly));
    }
}
