using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Positions;

/// <summary>
/// The requests that wait, in a line for each reporter, from which they are taken by turns: however many one sends, the others' next is taken with its
/// next. A reporter may have as many reports waiting as there is room left for others, so that whoever has none waiting always finds some. Thread safe.
/// </summary>
/// <remarks>Choudhury and Hahne, Dynamic queue length thresholds for shared-memory packet switches, 1998, with a factor of 1.</remarks>
internal sealed class IntakeLines(IOptions<IntakeOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = [];
    private readonly Queue<Line> _turns = [];
    private TaskCompletionSource? _room;
    private int _reports;

    /// <summary>How many reports wait or are on their way to the disk.</summary>
    public int Reports => Volatile.Read(ref _reports);

    /// <summary>Whether a request waits to be taken.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_gate)
            {
                return _turns.Count > 0;
            }
        }
    }

    /// <summary>Lets a request wait, or says that its reporter has too many waiting.</summary>
    /// <param name="waiting">The request.</param>
    /// <param name="room">If there was none: ends when there may be room.</param>
    public bool TryAdd(Waiting waiting, out Task room)
    {
        lock (_gate)
        {
            var line = _lines.GetValueOrDefault(waiting.Reporter);
            if (!HasRoom(line?.Reports ?? 0, waiting.Reports))
            {
                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                return false;
            }

            line ??= _lines[waiting.Reporter] = new();
            line.Waiting.Enqueue(waiting);
            line.Reports += waiting.Reports;
            _reports += waiting.Reports;
            if (line.Waiting.Count == 1)
            {
                _turns.Enqueue(line);
            }

            room = Task.CompletedTask;
            return true;
        }
    }

    /// <summary>Takes the next of each reporter, and again, until there are so many reports; at least one request if any waits.</summary>
    public List<Waiting> Take(int mostReports)
    {
        var (taken, reports) = (new List<Waiting>(), 0);
        lock (_gate)
        {
            while (_turns.TryPeek(out var line) && (taken.Count == 0 || reports + line.Waiting.Peek().Reports <= mostReports))
            {
                _turns.Dequeue();
                taken.Add(line.Waiting.Dequeue());
                reports += taken[^1].Reports;
                if (line.Waiting.Count > 0)
                {
                    _turns.Enqueue(line);
                }
            }
        }

        return taken;
    }

    /// <summary>Gives the room of requests that were taken to others.</summary>
    public void Release(List<Waiting> done)
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            foreach (var waiting in done)
            {
                var line = _lines[waiting.Reporter];
                line.Reports -= waiting.Reports;
                _reports -= waiting.Reports;
                if (line.Reports == 0)
                {
                    _lines.Remove(waiting.Reporter);
                }
            }

            (room, _room) = (_room, null);
        }

        room?.SetResult();
    }

    private bool HasRoom(int own, int more)
    {
        var left = options.Value.ReportsWaiting - _reports;
        return own + more <= left;
    }

    private sealed class Line
    {
        public Queue<Waiting> Waiting { get; } = [];

        /// <summary>Those included that were taken and are not on disk yet.</summary>
        public int Reports { get; set; }
    }
}

/// <summary>A request that is on its way to the disk.</summary>
/// <param name="batch">Its reports.</param>
/// <param name="once">If its answer is kept with it: the request, and whose it is.</param>
internal sealed class Waiting(ReportBatch batch, (V1.ReportPositionsRequest Request, Caller Caller)? once = null)
{
    public ReportBatch Batch => batch;

    public (V1.ReportPositionsRequest Request, Caller Caller)? Once => once;

    public string Reporter { get; } = batch.Reporter.Name;

    /// <summary>How many; an empty request takes room, too.</summary>
    public int Reports { get; } = Math.Max(1, batch.Count);

    public TaskCompletionSource<V1.ReportPositionsResponse> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
