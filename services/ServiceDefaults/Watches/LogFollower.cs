using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Watches;

/// <summary>
/// Hands the watchers of this process what any process has added to the log, in its order. The order of sequences is that of commits, so
/// nothing can appear behind the last one that was read.
/// </summary>
internal sealed class LogFollower<TDb>(Journal<TDb> journal, EventFeed feed) : ICatchUp where TDb : ServiceDb
{
    private const int Batch = 500;

    private long? _last;

    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        // What is older than this process its watchers read for themselves.
        _last ??= await journal.ReadAsync(db => db.EndOfLogAsync(cancellation), cancellation);
        List<EventRow> added;
        do
        {
            added = await journal.ReadAsync(
                db => db.Events.Where(e => e.Sequence > _last).OrderBy(e => e.Sequence).Take(Batch).ToListAsync(cancellation), cancellation);
            feed.Publish(added);
            _last = added is [.., var newest] ? newest.Sequence : _last;
        }
        while (added.Count == Batch);
    }
}
