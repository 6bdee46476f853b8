using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// Brings batches to the store, all that wait in one change: what arrives while one is on its way to the disk goes with the next. Thread safe.
/// </summary>
internal sealed class IntakeQueue(Journal<GeolocationDb> journal, TrackWriter track, TrackMemory memory)
{
    // A change of more would keep others waiting.
    private const int MostReports = 50_000;

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = [];
    private bool _isRunning;

    /// <summary>Keeps what may be kept of a batch; it is on disk when this answers, and the batch is used up.</summary>
    public Task<V1.ReportPositionsResponse> KeepAsync(ReportBatch batch)
    {
        var waiting = new Waiting(batch);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_isRunning)
            {
                return waiting.Answer.Task;
            }

            _isRunning = true;
        }

        _ = RunAsync();
        return waiting.Answer.Task;
    }

    /// <summary>The same for a request whose answer is kept with it, so that it needs a change of its own.</summary>
    public Task<V1.ReportPositionsResponse> KeepOnceAsync(
        V1.ReportPositionsRequest request, ReportBatch batch, Caller caller, CancellationToken cancellation) =>
        memory.ChangingAsync(() => journal.ChangeAsync(request, caller, async db => (await track.KeepAsync(db, [batch]))[0], cancellation));

    private async Task RunAsync()
    {
        // Others that are about to arrive are let in first, and the caller can go on.
        await Task.Yield();
        while (Take() is [_, ..] group)
        {
            var change = KeepAsync(group);
            await ((Task)change).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            for (var i = 0; i < group.Count; i++)
            {
                group[i].Batch.Dispose();
                Answer(group[i].Answer, change, i);
            }
        }
    }

    private async Task<V1.ReportPositionsResponse[]> KeepAsync(List<Waiting> group)
    {
        var batches = group.ConvertAll(waiting => waiting.Batch);
        return await memory.ChangingAsync(() => journal.ChangeAsync(db => track.KeepAsync(db, batches), CancellationToken.None));
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

    private List<Waiting> Take()
    {
        var (group, reports) = (new List<Waiting>(), 0);
        lock (_gate)
        {
            while (_waiting.TryPeek(out var next) && (group.Count == 0 || reports + next.Batch.Count <= MostReports))
            {
                group.Add(_waiting.Dequeue());
                reports += next.Batch.Count;
            }

            _isRunning = group.Count > 0;
            return group;
        }
    }

    private sealed class Waiting(ReportBatch batch)
    {
        public ReportBatch Batch => batch;

        public TaskCompletionSource<V1.ReportPositionsResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
