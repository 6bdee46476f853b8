using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Why a store does not work, when it is nothing that passes by itself.</summary>
/// <param name="Reason">A stable code for machines.</param>
/// <param name="Cause">What is wrong, for people.</param>
/// <param name="Remedy">What the operator must do.</param>
internal sealed record StoreTrouble(string Reason, string Cause, string Remedy)
{
    // https://www.sqlite.org/rescode.html; the lower byte is the kind.
    private const int SqliteReadOnly = 8;
    private const int SqliteIoError = 10;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteNotADatabase = 26;

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private const string PostgresDiskFull = "53100";
    private const string PostgresReadOnly = "25006";
    private const string PostgresIoError = "58030";
    private const string PostgresCorrupt = "XX00";

    private static readonly StoreTrouble Full = new(
        "STORE_FULL", "The disk of the store is full", "free space on it; the service goes on by itself");

    private static readonly StoreTrouble ReadOnly = new(
        "STORE_READ_ONLY", "The store can be read but not written", "make it writable; the service goes on by itself");

    private static readonly StoreTrouble Failing = new(
        "STORE_FAILING", "The disk of the store reports errors", "look at the disk and at the system's log; the service goes on by itself once it can write");

    private static readonly StoreTrouble Damaged = new(
        "STORE_DAMAGED", "The store is damaged", "stop TaskForce and put back the last backup with taskforce admin restore");

    /// <summary>What is wrong, or null if a fault is not the store's or may pass.</summary>
    public static StoreTrouble? Of(DbException? fault) => fault switch
    {
        SqliteException file => Of(file.SqliteErrorCode & 0xff),
        { SqlState: PostgresDiskFull } => Full,
        { SqlState: PostgresReadOnly } => ReadOnly,
        { SqlState: PostgresIoError } => Failing,
        { SqlState: { } state } when state.StartsWith(PostgresCorrupt, StringComparison.Ordinal) && state != "XX000" => Damaged,
        _ => null,
    };

    /// <summary>What a caller is told.</summary>
    /// <param name="isDoubtful">Whether what it asked for may have been done all the same.</param>
    public DomainException Refuse(bool isDoubtful = false) => new(Fault.Unavailable, Reason, isDoubtful
        ? $"{Cause}; ask again with the same request_id to learn whether it was done. The operator must {Remedy}."
        : $"{Cause}; nothing was changed. The operator must {Remedy}.");

    private static StoreTrouble? Of(int kind) => kind switch
    {
        SqliteFull => Full,
        SqliteReadOnly => ReadOnly,
        SqliteIoError => Failing,
        SqliteCorrupt or SqliteNotADatabase => Damaged,
        _ => null,
    };
}
