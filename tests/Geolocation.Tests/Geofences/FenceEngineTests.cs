using CsCheck;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Geography;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Geofences;

public class FenceEngineTests
{
    private static readonly string[] Everybody = ["members/anna", "members/badr", "members/clara"];

    // Steps of about 110 metres on a small field, so that edges are met from all sides, and now and then a long way off.
    private static readonly Gen<GeoPoint> Place = Gen.Frequency(
        (9, Gen.Select(Gen.Int[-12, 12], Gen.Int[-12, 12], (north, east) => new GeoPoint(35.89 + (north * 0.001), -5.5 + (east * 0.0012)))),
        (1, Gen.Select(Gen.Double[35, 37], Gen.Double[-6, -5], (lat, lon) => new GeoPoint(lat, lon))));

    private static readonly Gen<(int Who, int Second, GeoPoint At, double Accuracy)> Report =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2000], Place, OneOf(0.0, 0, 30, 200, 5000), (who, second, at, accuracy) => (who, second, at, accuracy));

    private static readonly Gen<FenceRule> Rule = Gen.Select(Place, Gen.OneOf(Gen.Double[60, 900], Gen.Double[30, 150]), Gen.Int[0, 9], OneOf(0, 60, 300), OneOf(0.0, 10, 50), Gen.Bool)
        .Select((place, radius, named, dwell, hysteresis, moves) => new FenceRule(
            moves ? null : new Disc(place, radius), moves ? Everybody[0] : "", moves ? radius : 0,
            Whom(named), TimeSpan.FromSeconds(dwell), hysteresis));

    private static readonly Gen<Edition> Fence = Gen.Select(Rule, Gen.Int[-100, 1500], Gen.Int[1, 1500], Gen.Bool,
        (rule, from, length, ends) => new Edition(0, "geofences/x", rule, Noon.AddSeconds(from), ends ? Noon.AddSeconds(from + length) : null));

    private static readonly Gen<World> Worlds = Gen.Select(Gen.Frequency((29, Report.Array[0, 40]), (1, Report.Array[100, 200])), Fence.Array[1, 3], Gen.Int[0, int.MaxValue], Gen.Bool)
        .Select((reports, fences, seed, ahead) => new World(
            [.. reports.DistinctBy(report => (report.Who, report.Second)).Select((report, i) =>
                new Fix(i + 1, Everybody[report.Who], Noon.AddSeconds(report.Second), report.At, report.Accuracy))],
            [.. fences.Select((fence, i) => fence with { Id = i + 1 })], seed, ahead));

    [Fact]
    public void Take_AnyInterleaving_EndsWithTheHistoryOfTheOracle() =>
        Worlds.Sample(world => Sorted(world.Run().Holding).SequenceEqual(world.Expected()), iter: 2000, print: world => world.Difference());

    [Fact]
    public void Take_InOrder_TakesNothingBack() => Worlds.Sample(
        world =>
        {
            // Two who report of the same moment, one after the other, are not in order for a fence that moves with one of them.
            var inOrder = world.Track.DistinctBy(fix => fix.Time).OrderBy(fix => fix.Time).Select((fix, i) => fix with { Sequence = i + 1 }).ToList();
            var engine = new EngineWorld(inOrder) { IsAhead = false };
            var fences = world.Fences.Where(fence => fence.Until is null).ToList();
            fences.ForEach(fence => engine.BeginAsync(fence with { From = Noon.AddDays(-1) }).Wait());
            while (engine.Engine.Cursor < inOrder.Count)
            {
                engine.TakeAsync(3).Wait();
            }

            return engine.Retractions == 0;
        }, iter: 500);

    [Fact]
    public async Task Take_LatePositionShowsADetour_TakesTheCrossingBack()
    {
        Fix At(long sequence, double seconds, double north, double east) =>
            new(sequence, Everybody[0], Noon.AddSeconds(seconds), new(35.89 + (north * 0.01), -5.5 + (east * 0.01)), 0);
        var world = new EngineWorld([At(1, 10, 0, 0), At(2, 30, 1, 1), At(3, 20, 0, 1)]);
        await world.BeginAsync(new Edition(1, "geofences/x", new FenceRule(new Disc(new(35.895, -5.495), 100), "", 0, new HashSet<string>(), TimeSpan.Zero, 10), Noon, null));

        await world.TakeAsync(2);
        Assert.Equal(V1.GeofenceEvent.Types.Type.Crossed, Assert.Single(world.Holding).Type);
        await world.TakeAsync(1);

        Assert.Empty(world.Holding);
    }

    [Fact]
    public async Task Take_FirstPositionOfBeforeTheEndOfAMovingFence_IsToldAtTheEnd()
    {
        Fix At(long sequence, string who, double seconds) => new(sequence, who, Noon.AddSeconds(seconds), new(35.89, -5.5), 0);
        var world = new EngineWorld([At(1, Everybody[0], 10), At(2, Everybody[2], 20)]);
        await world.BeginAsync(new Edition(1, "geofences/x", new FenceRule(null, Everybody[0], 100, new HashSet<string> { Everybody[2] }, TimeSpan.Zero, 0), Noon, null));
        await world.TakeAsync(1);
        await world.EndAsync(int.MaxValue, 1, Noon.AddSeconds(60));

        await world.TakeAsync(1);

        Assert.Equal([(20, V1.GeofenceEvent.Types.Type.Entered), (60, V1.GeofenceEvent.Types.Type.Inside)], world.Holding.Select(told => (told.Second, told.Type)));
    }

    // By name, everyone, or by the beginning of a name.
    private static HashSet<string> Whom(int named) => named switch
    {
        8 => ["members/*"],
        9 => [Everybody[2], "members/b*"],
        _ => [.. Everybody.Where((_, i) => (named >> i & 1) == 1)],
    };

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static IEnumerable<Told> Sorted(IEnumerable<Told> history) =>
        history.OrderBy(told => told.Edition).ThenBy(told => told.Subject, StringComparer.Ordinal).ThenBy(told => told.Second).ThenBy(told => told.Type == V1.GeofenceEvent.Types.Type.Inside ? 0 : 1).ThenBy(told => told.Type);

    /// <summary>Positions in the order of receipt, fences, and by the seed: batches, when the fences are told of, crashes.</summary>
    internal sealed record World(List<Fix> Track, List<Edition> Fences, int Seed, bool IsAhead)
    {
        public EngineWorld Run()
        {
            var (world, random) = (new EngineWorld(Track) { IsAhead = IsAhead }, new Random(Seed));
            var (fresh, ending) = (new Queue<Edition>(Fences), new Queue<Edition>(Fences.Where(fence => fence.Until is not null)));
            while (world.Engine.Cursor < Track.Count || fresh.Count > 0 || ending.Count > 0)
            {
                Next(world, random, fresh, ending).Wait();
            }

            return world;
        }

        public IEnumerable<Told> Expected() => Sorted(Fences.SelectMany(fence => Everybody.SelectMany(subject => HistoryOracle.Tell(fence, subject, Track))));

        /// <summary>What is wrong, for the report of a failed sample.</summary>
        public string Difference()
        {
            var (found, expected) = (Run().Holding.ToList(), Expected().ToList());
            return string.Join('\n', ["Seed " + Seed, .. Track.Select(fix => fix.ToString()), .. Fences.Select(fence => fence.ToString()),
                .. found.Except(expected).Select(told => "wrong   " + told), .. expected.Except(found).Select(told => "missing " + told)]);
        }

        // Now and then the process dies between two parts, and the next one makes the turn again.
        private static async Task InPartsAsync(Random random, Func<int, Task<bool>> turn)
        {
            while (!await turn(random.Next(2) == 0 ? random.Next(4) : int.MaxValue))
            {
            }
        }

        private static Task Next(EngineWorld world, Random random, Queue<Edition> fresh, Queue<Edition> ending)
        {
            switch (random.Next(6))
            {
                case 0 when fresh.Count > 0:
                    // Some ends are known from the beginning, others only when they have come.
                    var fence = fresh.Dequeue();
                    fence = random.Next(2) == 0 ? fence : fence with { Until = null };
                    return InPartsAsync(random, parts => world.BeginAsync(parts, fence));
                case 1 when ending.Count > 0 && world.Engine.Find(ending.Peek().Id) is { HasBegun: true }:
                    var over = ending.Dequeue();
                    return InPartsAsync(random, parts => world.EndAsync(parts, over.Id, over.End));
                case 2:
                    world.Restart();
                    return Task.CompletedTask;
                default:
                    return world.TakeAsync(random.Next(1, 12));
            }
        }
    }
}
