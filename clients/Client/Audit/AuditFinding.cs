namespace TaskForce.Client.Audit;

/// <summary>What is wrong with a copy of an audit log, at its first place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">The entry.</param>
/// <param name="Message">The same for people.</param>
public sealed record AuditFinding(AuditFindingKind Kind, long Number, string Message);

/// <summary>The ways in which a copy can be wrong.</summary>
public enum AuditFindingKind
{
    /// <summary>Not an entry at all: damaged, cut off, or written by something else.</summary>
    Unreadable,

    /// <summary>Entries are missing.</summary>
    Removed,

    /// <summary>An entry stands later than it should.</summary>
    Reordered,

    /// <summary>An entry stands a second time, or another with its number does.</summary>
    Inserted,

    /// <summary>An entry is not what was hashed, or the one before it is not the one that it followed: the hash is over both.</summary>
    Changed,

    /// <summary>An entry is of another service's log.</summary>
    Forked,

    /// <summary>A value in the clear is not the one that was hashed.</summary>
    ValueChanged,

    /// <summary>A checkpoint's signature does not hold, or it signs another history.</summary>
    CheckpointBroken,

    /// <summary>A checkpoint is signed with a key that is not among those it must be.</summary>
    KeyUnknown,
}
