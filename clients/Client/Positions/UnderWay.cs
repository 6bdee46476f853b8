using TaskForce.Geolocation.V1;

namespace TaskForce.Client;

/// <summary>The requests of a sender that are not acknowledged yet, as many as may be. Thread safe.</summary>
internal sealed class UnderWay(int most) : IDisposable
{
    private readonly SemaphoreSlim _room = new(most);
    private readonly Lock _gate = new();
    private readonly Queue<(StreamPositionsRequest Request, List<Sending> Sendings)> _requests = [];
    private long _sequence;

    /// <summary>Makes a request of what there is when there is room for one.</summary>
    public async Task<StreamPositionsRequest> AddAsync(Func<List<Sending>> take, CancellationToken cancellation)
    {
        await _room.WaitAsync(cancellation);
        var sendings = take();
        lock (_gate)
        {
            var request = new StreamPositionsRequest { Sequence = ++_sequence, Reports = { sendings.Select(sending => sending.Report) } };
            _requests.Enqueue((request, sendings));
            return request;
        }
    }

    /// <summary>What must be sent again over a new stream.</summary>
    public IReadOnlyList<StreamPositionsRequest> Again()
    {
        lock (_gate)
        {
            return [.. _requests.Select(known => known.Request)];
        }
    }

    /// <summary>Every report that is in it.</summary>
    public IReadOnlyList<Sending> All()
    {
        lock (_gate)
        {
            return [.. _requests.SelectMany(known => known.Sendings)];
        }
    }

    /// <summary>Tells those who wait what became of their reports.</summary>
    public void Acknowledge(StreamPositionsResponse response)
    {
        var outcomes = response.Outcomes.ToLookup(outcome => outcome.Sequence, outcome => outcome.Outcome);
        while (TryTake(response.AcknowledgedSequence, out var done))
        {
            foreach (var outcome in outcomes[done.Request.Sequence])
            {
                done.Sendings[outcome.Index].Outcome.TrySetResult(outcome);
            }

            done.Sendings.ForEach(sending => sending.Outcome.TrySetResult(new() { Code = ReportOutcome.Types.Code.Stored }));
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private bool TryTake(long acknowledged, out (StreamPositionsRequest Request, List<Sending> Sendings) done)
    {
        lock (_gate)
        {
            return _requests.TryPeek(out done) && done.Request.Sequence <= acknowledged && _requests.TryDequeue(out done);
        }
    }
}

/// <summary>A report on its way.</summary>
internal sealed class Sending(PositionReport report)
{
    public PositionReport Report => report;

    public TaskCompletionSource<ReportOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It is given up, for a reason or because the sender was stopped.</summary>
    public void End(TaskForceException? reason)
    {
        if (reason is null)
        {
            Outcome.TrySetCanceled(CancellationToken.None);
        }
        else
        {
            Outcome.TrySetException(reason);
        }
    }
}
