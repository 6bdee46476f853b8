using System.Data.Common;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>What differs between the databases that a service can keep its data in. Thread safe.</summary>
internal interface IStore<TDb> where TDb : ServiceDb
{
    /// <summary>Whose store it is: <c>roster</c>.</summary>
    string Service { get; }

    /// <summary>Brings the schema up to date, also if others do so at the same moment. Comes before all else.</summary>
    Task MigrateAsync(CancellationToken cancellation);

    /// <summary>A connection of its own to write with.</summary>
    Task<Session<TDb>> OpenAsync(CancellationToken cancellation);

    /// <summary>
    /// Begins a transaction to make changes in. While it lasts nobody else, in no process, is in such a transaction: changes are made one
    /// after another, and the order of the log is the order of their commits.
    /// </summary>
    Task<DbTransaction> BeginChangesAsync(Session<TDb> session, CancellationToken cancellation);

    /// <summary>Reads from one snapshot.</summary>
    Task<T> ReadAsync<T>(Func<TDb, Task<T>> read, CancellationToken cancellation);

    /// <summary>Sees to it that what was deleted is not left in what the database keeps beside its tables, as far as it can.</summary>
    Task ScrubAsync(CancellationToken cancellation);

    /// <summary>Has the watchers see events that are committed.</summary>
    void Announce(IEnumerable<EventRow> events);
}
