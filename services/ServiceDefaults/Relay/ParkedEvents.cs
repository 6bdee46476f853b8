using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>What was set aside because a broker, or this service, would never take it.</summary>
public static class ParkedEvents
{
    /// <summary>Whether an event is.</summary>
    /// <param name="journal">The store.</param>
    /// <param name="topic">The topic that it was for, or came from.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static Task<bool> IsParkedAsync<TDb>(this Journal<TDb> journal, string topic, string id, CancellationToken cancellation) where TDb : ServiceDb =>
        journal.ReadAsync(db => db.Set<ParkedRow>().AnyAsync(row => row.Topic == topic && row.Event == id, cancellation), cancellation);

    /// <summary>Notes an event, once; what is known of it stays.</summary>
    /// <param name="journal">The store.</param>
    /// <param name="topic">The topic that it was for, or came from.</param>
    /// <param name="id">Its id.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellation">Ends the wait, not the change.</param>
    public static Task<bool> ParkAsync<TDb>(this Journal<TDb> journal, string topic, string id, string reason, DateTimeOffset now, CancellationToken cancellation)
        where TDb : ServiceDb => journal.ChangeAsync(async db =>
        {
            var isNew = !await db.Set<ParkedRow>().AnyAsync(row => row.Topic == topic && row.Event == id, CancellationToken.None);
            if (isNew)
            {
                db.Add(new ParkedRow { Topic = topic, Event = id, Reason = reason, Time = now.UtcTicks });
            }

            return isNew;
        }, cancellation);

    /// <summary>Forgets what was parked before a time, in UTC ticks, where anything can be.</summary>
    internal static async Task ForgetParkedAsync<TDb>(this Journal<TDb> journal, long before, CancellationToken cancellation) where TDb : ServiceDb
    {
        // Looking first keeps the writer free: there is rarely anything to delete.
        if (await journal.ReadAsync(HasOldAsync, cancellation))
        {
            await journal.ChangeAsync(db => db.Set<ParkedRow>().Where(row => row.Time < before).ExecuteDeleteAsync(CancellationToken.None), cancellation);
        }

        async Task<bool> HasOldAsync(TDb db) =>
            db.Model.FindEntityType(typeof(ParkedRow)) is not null && await db.Set<ParkedRow>().AnyAsync(row => row.Time < before, cancellation);
    }
}
