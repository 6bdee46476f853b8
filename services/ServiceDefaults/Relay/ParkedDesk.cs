using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>What was parked.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Topic">Where it was to go, or came from.</param>
/// <param name="Event">The id of the event.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When.</param>
internal sealed record ParkedEvent(long Id, string Topic, string Event, string Reason, DateTimeOffset Time);

/// <summary>What was parked in a service's store, whatever its store is.</summary>
internal interface IParkedDesk
{
    Task<IReadOnlyList<ParkedEvent>> ListAsync(CancellationToken cancellation);

    /// <summary>Publishes one again, once: <c>PUBLISHED</c>, then it is not parked any more; or why not.</summary>
    Task<string> RepublishAsync(long id, CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class ParkedDesk<TDb>(Journal<TDb> journal, RelayBatches<TDb>? batches = null) : IParkedDesk where TDb : ServiceDb
{
    private const int Most = 1000;

    public async Task<IReadOnlyList<ParkedEvent>> ListAsync(CancellationToken cancellation) => (await journal.ReadAsync(
        db => db.Set<ParkedRow>().OrderBy(row => row.Id).Take(Most).ToListAsync(cancellation), cancellation)).ConvertAll(Show);

    public async Task<string> RepublishAsync(long id, CancellationToken cancellation)
    {
        if (await journal.ReadAsync(db => db.Set<ParkedRow>().FirstOrDefaultAsync(row => row.Id == id, cancellation), cancellation) is not { } parked)
        {
            return "UNKNOWN";
        }

        if (batches is null || parked.Topic != batches.Topic || SequenceOf(parked.Event) is not { } sequence)
        {
            // A report that came in: its words are on the broker's topic for what is parked, not here.
            return "NOT_OURS";
        }

        if (await journal.ReadAsync(db => db.Events.FirstOrDefaultAsync(row => row.Sequence == sequence, cancellation), cancellation) is not { } row)
        {
            return "NOT_KEPT";
        }

        if (await batches.TryAgainAsync(row, cancellation) is { } refusal)
        {
            return refusal;
        }

        await journal.ChangeAsync(db => db.Set<ParkedRow>().Where(each => each.Id == id).ExecuteDeleteAsync(CancellationToken.None), CancellationToken.None);
        return "PUBLISHED";
    }

    private static ParkedEvent Show(ParkedRow row) => new(row.Id, row.Topic, row.Event, row.Reason, new(row.Time, TimeSpan.Zero));

    // `tasking-42`.
    private static long? SequenceOf(string id) =>
        id.LastIndexOf('-') is > 0 and var dash && long.TryParse(id[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : null;
}
