using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>
/// Finds the roads of many pairs: first those it knows, then by as many requests to the engine as its limits make necessary. What the
/// engine does not answer in time or in order is missing, never an error.
/// </summary>
internal sealed class RoadFinder(EngineClient engine, IOptions<TravelOptions> travel, TimeProvider clock)
{
    private readonly RouterOptions _options = travel.Value.Router;
    private readonly RoadCache _cache = new(travel.Value.Router.CacheSize, travel.Value.Router.CacheLifetime, clock);

    /// <summary>The roads from each origin by each of its modes, as far as there is an engine for them.</summary>
    public async Task<RoadTable> FindAsync(IEnumerable<(Place From, TravelMode Mode)> origins, Place[] destinations, CancellationToken cancellation)
    {
        if (_options.Kind == RouterKind.None)
        {
            return RoadTable.Empty;
        }

        var table = new RoadTable();
        var rows = origins.Where(origin => _options.Profiles.ContainsKey(origin.Mode)).Distinct()
            .Select(origin => new Row(origin.From, origin.Mode, table.Row(origin.From, origin.Mode, destinations.Length))).ToList();
        var missing = rows.GroupBy(row => (row.Mode, Wanted: Fill(row, destinations))).Where(group => group.Key.Wanted.Length > 0);
        await AskAsync(missing.SelectMany(group => Split(group.Key.Mode, group.Key.Wanted, [.. group])), destinations, cancellation);
        return table;
    }

    // Takes over what is known, and tells the destinations that are still to be asked for.
    private string Fill(Row row, Place[] destinations)
    {
        var wanted = new List<char>();
        for (var i = 0; i < destinations.Length; i++)
        {
            if (_cache.TryGet(RoadKey.Of(row.Mode, row.From.Point, destinations[i].Point), out var road))
            {
                row.Roads[i] = road;
            }
            else if (_options.MaxKm <= 0 || row.From.Point.MetresTo(destinations[i].Point) <= _options.MaxKm * 1000)
            {
                wanted.Add((char)i);
            }
        }

        // A string, because two of the same destinations are then equal.
        return new([.. wanted]);
    }

    private IEnumerable<Batch> Split(TravelMode mode, string wanted, Row[] rows)
    {
        var width = Math.Min(Math.Max(1, _options.MaxPlaces / 2), _options.MaxPairs);
        foreach (var columns in wanted.Chunk(width))
        {
            var height = Math.Max(1, Math.Min(_options.MaxPlaces - columns.Length, _options.MaxPairs / columns.Length));
            foreach (var some in rows.Chunk(height))
            {
                yield return new(mode, some, columns);
            }
        }
    }

    private async Task AskAsync(IEnumerable<Batch> batches, Place[] destinations, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, clock);
        var queue = new ConcurrentQueue<Batch>(batches);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(queue.Count, _options.MaxRequests)).Select(_ => WorkAsync()));
        cancellation.ThrowIfCancellationRequested();

        async Task WorkAsync()
        {
            while (!deadline.IsCancellationRequested && !cancellation.IsCancellationRequested && queue.TryDequeue(out var batch))
            {
                await AskAsync(batch, destinations, deadline.Token, cancellation);
            }
        }
    }

    private async Task AskAsync(Batch batch, Place[] destinations, CancellationToken deadline, CancellationToken caller)
    {
        var targets = batch.Columns.Select(column => destinations[column].Point).ToList();
        var origins = batch.Rows.Select(row => RoadKey.Rounded(row.From.Point)).ToList();
        var answer = await engine.AskAsync(_options.Profiles[batch.Mode], origins, [.. targets.Select(RoadKey.Rounded)], deadline, caller);
        for (var i = 0; i < answer?.Length; i++)
        {
            for (var j = 0; j < targets.Count; j++)
            {
                batch.Rows[i].Roads[batch.Columns[j]] = answer[i][j];
                _cache.Add(RoadKey.Of(batch.Mode, batch.Rows[i].From.Point, targets[j]), answer[i][j]);
            }
        }
    }

    private sealed record Row(Place From, TravelMode Mode, Road[] Roads);

    private sealed record Batch(TravelMode Mode, Row[] Rows, char[] Columns);
}
