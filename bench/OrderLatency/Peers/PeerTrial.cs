using System.Diagnostics;
using TaskForce.Bench;

namespace TaskForce.OrderLatency.Peers;

/// <summary>What a dispatch and many of them at once come to, with a peer in our place.</summary>
internal static class PeerTrial
{
    private const int WarmUp = 50;

    /// <summary>About what an order weighs on the wire.</summary>
    public static readonly string Order = new('x', 700);

    /// <summary>Orders to a few units at a time, from before they are sent to when each has one.</summary>
    public static async Task<IReadOnlyCollection<TimeSpan>> MeasureAsync(IPeer peer, int units, int samples)
    {
        var latencies = new List<TimeSpan>();
        for (var sample = -WarmUp; sample < samples; sample++)
        {
            var chosen = Chosen(sample + WarmUp, units);
            var arrivals = chosen.ConvertAll(peer.NextAsync);
            var began = Stopwatch.GetTimestamp();
            var sent = peer.SendAsync(0, chosen);
            var measured = (await Task.WhenAll(arrivals)).Select(arrived => Stopwatch.GetElapsedTime(began, arrived)).ToList();
            await sent;
            latencies.AddRange(sample < 0 ? [] : measured);
        }

        return latencies;
    }

    /// <summary>Orders per second from some producers at once, each sending the next when its last were answered for.</summary>
    public static async Task<double> SustainAsync(IPeer peer, int units, int producers, int dispatches)
    {
        var arrivals = Enumerable.Range(0, dispatches).SelectMany(i => Chosen(i, units)).GroupBy(unit => unit).Select(async unit =>
        {
            foreach (var next in unit)
            {
                await peer.NextAsync(next);
            }
        }).ToList();
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, producers).Select(async producer =>
        {
            for (var i = producer; i < dispatches; i += producers)
            {
                await peer.SendAsync(producer, Chosen(i, units));
            }
        }));
        await Task.WhenAll(arrivals);
        return dispatches * Plans.TeamSize / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static List<int> Chosen(int dispatch, int units) =>
        [.. Enumerable.Range(0, Plans.TeamSize).Select(i => ((dispatch * Plans.TeamSize) + i) % units)];
}
