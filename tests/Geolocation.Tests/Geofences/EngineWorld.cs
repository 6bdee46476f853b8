using TaskForce.Geolocation.Geofences.Engine;
using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Tests.Geofences;

/// <summary>An engine whose track and events are in memory.</summary>
internal sealed class EngineWorld : IFixes, IKeptEvents
{
    private readonly List<Fix> _track;
    private readonly List<Kept> _kept = [];
    private readonly Dictionary<long, Edition> _editions = [];

    /// <param name="track">All positions in the order of their receipt; the engine gets them as <see cref="TakeAsync"/> says.</param>
    public EngineWorld(IEnumerable<Fix> track)
    {
        _track = [.. track];
        Engine = new(this, this, 0);
    }

    public FenceEngine Engine { get; private set; }

    /// <summary>Whether the last known positions may be newer than what the engine has got.</summary>
    public bool IsAhead { get; init; } = true;

    public IEnumerable<Told> Holding => _kept.Where(kept => !kept.IsRetracted)
        .Select(kept => new Told(kept.Subject, kept.Edition, HistoryOracle.Second(kept.Event.Time), kept.Event.Type, kept.Event.Cause,
            kept.Event.Since is { } since ? HistoryOracle.Second(since) : null));

    public int Retractions => _kept.Count(kept => kept.IsRetracted);

    public async Task TakeAsync(int most)
    {
        var batch = _track.Where(fix => fix.Sequence > Engine.Cursor).Take(most).ToList();
        if (batch.Count > 0)
        {
            Keep(await Engine.TakeAsync(batch, DateTimeOffset.MinValue, default));
        }
    }

    public async Task BeginAsync(params Edition[] editions) => await BeginAsync(int.MaxValue, editions);

    /// <summary>Begins editions, and breaks off after some parts as a crash would; whether it came to the end.</summary>
    public Task<bool> BeginAsync(int parts, params Edition[] editions)
    {
        Array.ForEach(editions, edition => _editions[edition.Id] = edition);
        return TurnAsync(parts, editions, Engine.BeginAsync(editions, 1, default));
    }

    /// <summary>Ends an edition, and breaks off after some parts as a crash would; whether it came to the end.</summary>
    public Task<bool> EndAsync(int parts, long edition, DateTimeOffset end)
    {
        var ending = _editions[edition] = Engine.Find(edition)! with { Until = end };
        Engine.Set(ending);
        return TurnAsync(parts, [ending], Engine.EndAsync(ending, 1, default));
    }

    private async Task<bool> TurnAsync(int parts, Edition[] turning, IAsyncEnumerable<TurnPart> turn)
    {
        await foreach (var part in turn)
        {
            if (parts-- == 0)
            {
                Restart();
                return false;
            }

            Keep(part.Revisions);
            if (part.IsLast)
            {
                Array.ForEach(turning, edition => _editions[edition.Id] = Engine.Find(edition.Id)!);
            }
        }

        return true;
    }

    /// <summary>Goes on with a new engine that knows only what was kept, as after a crash.</summary>
    public void Restart()
    {
        Engine = new(this, this, Engine.Cursor);
        foreach (var edition in _editions.Values)
        {
            Engine.Set(edition);
        }

        foreach (var pair in _kept.Where(kept => !kept.IsRetracted).GroupBy(kept => (kept.Edition, kept.Subject)))
        {
            var last = Order(pair).Last().Event.After;
            if (!Engine.Find(pair.Key.Edition)!.HasEnded)
            {
                Engine.SetPresence(pair.Key.Edition, pair.Key.Subject, last);
            }
        }
    }

    public Task<TrackPart> AroundAsync(string subject, DateTimeOffset from, DateTimeOffset before, long upTo, int most, CancellationToken cancellation)
    {
        var own = _track.Where(fix => fix.Subject == subject && fix.Sequence <= upTo).OrderBy(fix => fix.Time).ToList();
        return Task.FromResult(new TrackPart(
            own.Where(fix => fix.Time < from).Select(fix => (Fix?)fix).LastOrDefault(), [.. own.Where(fix => fix.Time >= from && fix.Time < before).Take(most)]));
    }

    public IReadOnlyList<Fix> LastKnown() => [.. _track.Where(fix => IsAhead || fix.Sequence <= Engine.Cursor)
        .GroupBy(fix => fix.Subject).Select(own => own.MaxBy(fix => fix.Time))];

    public Task<KeptPart> OfAsync(long edition, string subject, DateTimeOffset from, CancellationToken cancellation)
    {
        var pair = Order(_kept.Where(kept => !kept.IsRetracted && kept.Edition == edition && kept.Subject == subject)).ToList();
        return Task.FromResult(new KeptPart(
            pair.LastOrDefault(kept => kept.Event.Time < from)?.Event, [.. pair.Where(kept => kept.Event.Time >= from).Select(kept => new KeptEvent(kept.Id, kept.Event))]));
    }

    public Task<IReadOnlyList<long>> InsideAtAsync(string subject, DateTimeOffset time, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<long>>([.. _kept.Where(kept => !kept.IsRetracted && kept.Subject == subject && kept.Event.Time <= time)
            .GroupBy(kept => kept.Edition).Where(pair => Order(pair).Last().Event.After.IsInside).Select(pair => pair.Key)]);

    public Task<IReadOnlyList<string>> SubjectsFromAsync(long edition, DateTimeOffset from, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([.. _kept.Where(kept => !kept.IsRetracted && kept.Edition == edition && kept.Event.Time >= from)
            .Select(kept => kept.Subject).Distinct()]);

    private static IEnumerable<Kept> Order(IEnumerable<Kept> events) =>
        events.OrderBy(kept => kept.Event.Time).ThenBy(kept => kept.Event.Cause == V1.GeofenceEvent.Types.Cause.FenceBegan ? 0 : 1);

    private void Keep(IReadOnlyList<Revision> revisions)
    {
        foreach (var revision in revisions)
        {
            Assert.False(revision.IsEmpty);
            foreach (var gone in revision.Retracted)
            {
                Assert.False(_kept[(int)gone.Id].IsRetracted);
                _kept[(int)gone.Id] = _kept[(int)gone.Id] with { IsRetracted = true };
            }

            _kept.AddRange(revision.Told.Select((told, i) => new Kept(_kept.Count + i, revision.Edition.Id, revision.Subject, told, false)).ToList());
        }
    }

    private sealed record Kept(long Id, long Edition, string Subject, FenceEvent Event, bool IsRetracted);
}
