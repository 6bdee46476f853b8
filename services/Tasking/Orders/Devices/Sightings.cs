using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Orders;

/// <summary>A device was heard of.</summary>
/// <param name="Member">Whose it is.</param>
/// <param name="Device">Its own id.</param>
/// <param name="Time">When.</param>
/// <param name="Cursor">How much of the log it says it has stored, which may be less than before if it begins anew; null if it did not say.</param>
internal sealed record Sighting(string Member, string Device, DateTimeOffset Time, long? Cursor = null);

/// <summary>
/// Notes the devices that connect. Those that come while the store is busy share one change: after a restart of the gateway all come at
/// once, and whoever gives an order then must not wait for each of them. Thread safe.
/// </summary>
internal sealed class Sightings(Journal<TaskingDb> journal)
{
    private const int Most = 200;

    private readonly Lock _lock = new();
    private Batch? _open;

    /// <summary>Notes a device; it is on disk when this ends.</summary>
    public Task NoteAsync(Sighting sighting, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var batch = _open ??= Begin();
            batch.Seen.Add(sighting);
            if (batch.Seen.Count == Most)
            {
                _open = null;
            }

            return batch.Written.WaitAsync(cancellation);
        }
    }

    private Batch Begin()
    {
        var batch = new Batch();
        batch.Written = WriteAsync(batch);
        return batch;
    }

    private async Task WriteAsync(Batch batch)
    {
        try
        {
            await journal.ChangeAsync(async db =>
            {
                Close(batch);
                await db.SeeDevicesAsync(batch.Seen);
                return true;
            }, CancellationToken.None);
        }
        finally
        {
            // A store that is away refuses without beginning: whoever comes next must not share that.
            Close(batch);
        }
    }

    private void Close(Batch batch)
    {
        lock (_lock)
        {
            _open = _open == batch ? null : _open;
        }
    }

    private sealed class Batch
    {
        public List<Sighting> Seen { get; } = [];

        public Task Written { get; set; } = Task.CompletedTask;
    }
}
