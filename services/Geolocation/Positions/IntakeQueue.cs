using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// Brings requests to the store, all that wait in one change: what arrives while one is on its way to the disk goes with the next. Thread safe.
/// </summary>
internal sealed class IntakeQueue(Journal<GeolocationDb> journal, TrackWriter track, TrackMemory memory, IntakeLines lines)
{
    // A change of more would keep others waiting.
    private const int MostReports = 50_000;

    // Fifty requests a second are enough for anybody who puts what there is into each.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(5);

    private int _isRunning;
    private long _changeTicks;

    /// <summary>How long one who sends too much should wait from one request to the next: as long as a change took last, because more of them gain nothing.</summary>
    public TimeSpan Pause => TimeSpan.FromTicks(Math.Clamp(Volatile.Read(ref _changeTicks), LeastPause.Ticks, MostPause.Ticks));

    /// <summary>Keeps what may be kept of a request: it is on disk when its answer is there, and the batch is used up.</summary>
    /// <param name="waiting">The request.</param>
    /// <param name="room">If its reporter has too many waiting, and it is not taken: ends when there may be room.</param>
    public bool TryKeep(Waiting waiting, out Task room)
    {
        var isTaken = lines.TryAdd(waiting, out room);
        if (isTaken && Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _ = RunAsync();
        }

        return isTaken;
    }

    private async Task RunAsync()
    {
        // Others that are about to arrive are let in first, and the caller can go on.
        await Task.Yield();
        do
        {
            while (lines.Take(MostReports) is [_, ..] group)
            {
                var began = TimeProvider.System.GetTimestamp();
                await Task.WhenAll(Changes(group));
                Volatile.Write(ref _changeTicks, TimeProvider.System.GetElapsedTime(began).Ticks);
            }

            Volatile.Write(ref _isRunning, 0);
        }
        while (lines.IsWaiting && Interlocked.Exchange(ref _isRunning, 1) == 0);
    }

    // An answer that is kept with its request needs a change of its own.
    private IEnumerable<Task> Changes(List<Waiting> group)
    {
        var together = group.FindAll(waiting => waiting.Once is null);
        if (together.Count > 0)
        {
            var batches = together.ConvertAll(waiting => waiting.Batch);
            yield return AnswerAsync(together, memory.ChangingAsync(() => journal.ChangeAsync(db => track.KeepAsync(db, batches), CancellationToken.None)));
        }

        foreach (var waiting in group)
        {
            if (waiting is { Once: { } once, Batch: var batch })
            {
                yield return AnswerAsync([waiting], memory.ChangingAsync(async () => new[]
                {
                    await journal.ChangeAsync(once.Request, once.Caller, async db => (await track.KeepAsync(db, [batch]))[0], CancellationToken.None),
                }));
            }
        }
    }

    private async Task AnswerAsync(List<Waiting> group, Task<V1.ReportPositionsResponse[]> change)
    {
        await ((Task)change).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        group.ForEach(waiting => waiting.Batch.Dispose());
        lines.Release(group);
        for (var i = 0; i < group.Count; i++)
        {
            Answer(group[i].Answer, change, i);
        }
    }

    private static void Answer(TaskCompletionSource<V1.ReportPositionsResponse> answer, Task<V1.ReportPositionsResponse[]> change, int index)
    {
        if (change.IsCompletedSuccessfully)
        {
            answer.SetResult(change.Result[index]);
        }
        else
        {
            answer.SetException(change.Exception!.InnerExceptions);
        }
    }
}
