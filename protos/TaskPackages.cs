namespace TaskForce;

/// <summary>What whoever signs a task package and whoever verifies one must agree on.</summary>
public static class TaskPackages
{
    /// <summary>The content type in the protected header of a signed package.</summary>
    public const string ContentType = "application/vnd.taskforce.task-package";

    /// <summary>The only version there is.</summary>
    public const int Version = 1;
}
