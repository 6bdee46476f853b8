namespace TaskForce.Client;

/// <summary>Why a task package is not taken.</summary>
public enum TaskPackageFault
{
    /// <summary>It is no signed task package, or of a version that this program does not know.</summary>
    Unreadable,

    /// <summary>No signature is by a key that is known here.</summary>
    UnknownKey,

    /// <summary>A signature is wrong: the content was changed.</summary>
    Forged,

    /// <summary>It is somebody else's order.</summary>
    OtherRecipient,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>A recall took its place.</summary>
    Recalled,
}

/// <summary>A task package is not taken; the message says why, for people.</summary>
public sealed class TaskPackageException(TaskPackageFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public TaskPackageFault Fault { get; } = fault;
}
