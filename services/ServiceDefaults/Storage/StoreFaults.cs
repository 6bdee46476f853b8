using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>What a database's refusals mean, whichever database it is.</summary>
public static class StoreFaults
{
    // https://www.sqlite.org/rescode.html, https://www.postgresql.org/docs/current/errcodes-appendix.html
    private const int SqliteIoError = 10;
    private const int SqliteConstraintPrimaryKey = 1555;
    private const int SqliteConstraintUnique = 2067;
    private const string UniqueViolation = "23505";
    private const string SerializationFailure = "40001";
    private const string DeadlockDetected = "40P01";
    private const string NoSuchDatabase = "3D000";
    private const string NoSuchRole = "28000";
    private const string OperatorIntervention = "57P";
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>Whether a row was refused because another has the same key.</summary>
    public static bool IsUniqueViolation(this Exception fault) => fault.Refusal() is
        SqliteException { SqliteExtendedErrorCode: SqliteConstraintPrimaryKey or SqliteConstraintUnique } or { SqlState: UniqueViolation };

    /// <summary>Whether the same change, made again, may succeed.</summary>
    internal static bool IsPassing(this Exception fault) => fault.Refusal()?.SqlState is SerializationFailure or DeadlockDetected;

    /// <summary>Whether the database cannot be reached or cannot answer now.</summary>
    internal static bool IsUnavailable(this Exception fault) => !fault.IsPassing() && fault.Refusal() is { } refusal
        && (refusal.IsTransient || refusal.SqlState is IdleInTransactionTimeout || refusal.SqlState?.StartsWith(OperatorIntervention, StringComparison.Ordinal) == true);

    /// <summary>Whether the database, or this service's place in it, is still to be made: as when both are installed at once.</summary>
    internal static bool IsToCome(this Exception fault) => fault.IsUnavailable() || fault.Refusal()?.SqlState is NoSuchDatabase or NoSuchRole;

    /// <summary>Whether a commit that failed so may be found done after a restart: the last sync failed, not a write before it.</summary>
    internal static bool MayHaveHappened(this Exception fault) => fault.Refusal() is SqliteException { SqliteErrorCode: SqliteIoError };

    /// <summary>What the maker of a change is told: its own exception, or the database's as one that a caller can act on.</summary>
    internal static Exception ToAnswer(this Exception fault) => fault switch
    {
        DbUpdateConcurrencyException => new DomainException(Fault.Conflict, "CHANGED_MEANWHILE", "It was changed at the same moment; look again."),
        _ when fault.IsUniqueViolation() => new DomainException(Fault.Conflict, "TAKEN_MEANWHILE", "The same was added at the same moment; look again."),
        _ when StoreTrouble.Of(fault.Refusal()) is { } trouble => trouble.Refuse(),
        _ when fault.IsPassing() => new DomainException(Fault.Unavailable, "STORE_BUSY", "Others were in the way again and again; nothing was changed."),
        _ => fault,
    };

    /// <summary>What the database says, or null: EF Core wraps it, PostgreSQL's provider once more.</summary>
    internal static DbException? Refusal(this Exception? fault)
    {
        while (fault is not (null or DbException))
        {
            fault = fault.InnerException;
        }

        return (DbException?)fault;
    }
}
