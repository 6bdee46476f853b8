using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel;
using TaskForce.Geolocation.Travel.Ways;
using TaskForce.Travel;
using TaskForce.Type.V1;

// Arrivals of 2,000 origins at 20 destinations, everything but the wire, beside a search of its own for each pair. Arguments: how often.
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
TravelMode[] land = [TravelMode.Car, TravelMode.Foot];
TravelMode[] all = [TravelMode.Car, TravelMode.Boat, TravelMode.Helicopter, TravelMode.Plane];

var options = new TravelOptions();
new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "travel.json")).Build().GetSection("Travel").Bind(options);
var watch = Stopwatch.StartNew();
var model = New();
Console.Out.WriteLine($"The map unfolded: {Text(watch.Elapsed)} ms, {Process.GetCurrentProcess().WorkingSet64 / 1_000_000} MB");

// Once for nothing, so that no row pays for compiling.
var world = new World(model.Map, 1);
World.Answer(model, world.Points(200), world.Points(4), all);

Console.Out.WriteLine("| | cold: p50 ms | p99 | processor p50 | warm: p50 | p99 | processor p50 | bytes |");
Console.Out.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
Row("car, foot", land);
Row("car, boat, helicopter, plane", all);
Row("car, foot; 40 bases", land, bases: 40);
Pairs();
Worst(1000, 200, land);
Worst(1000, 200, all);
Console.Out.WriteLine($"At the end: {Process.GetCurrentProcess().WorkingSet64 / 1_000_000} MB");

TravelModel New() => new(Options.Create(options));

void Row(string name, TravelMode[] modes, int bases = 2000)
{
    var (cold, warm, bytes) = (new List<Cost>(), new List<Cost>(), 0);
    var sites = world.Points(bases);
    GeoPoint[] origins = [.. Enumerable.Range(0, 2000).Select(i => sites[i % bases])];
    for (var i = 0; i < rounds; i++)
    {
        // New places, and nothing kept of the old ones.
        var (fresh, destinations) = (New(), world.Points(20));
        cold.Add(Time(() => bytes = World.Answer(fresh, origins, destinations, modes).Length));
        var moved = bases < 2000 ? origins : world.Moved(origins);
        warm.Add(Time(() => World.Answer(fresh, moved, destinations, modes)));
    }

    Console.Out.WriteLine($"| {name} | {Texts(cold)} | {Texts(warm)} | {bytes:N0} |");
}

// The most that one call may ask, everything as far apart as it can be: no search serves another, and few are still there when they are needed again. How much
// of it the service would compute before it refuses the rest as too much.
void Worst(int destinations, int origins, TravelMode[] modes)
{
    var fresh = New();
    var (from, to) = (world.Anywhere(origins), world.Anywhere(destinations));
    var watch = Stopwatch.StartNew();
    var done = 0;
    while (done < destinations && watch.Elapsed < options.LongestEstimate)
    {
        World.Answer(fresh, from, to[done..(done + 1)], modes);
        done++;
    }

    var share = watch.Elapsed < options.LongestEstimate ? "all" : $"{done} of {destinations}, then refused";
    Console.Out.WriteLine($"{origins} origins to {destinations} destinations all over the earth, by {string.Join(", ", modes)}: {share} in {watch.Elapsed.TotalSeconds:0.0} s, {watch.Elapsed.TotalMilliseconds / done:0} ms a destination.");
}

// The same question pair by pair, as one would write it first: a new search from each destination for each origin.
void Pairs()
{
    var times = new List<Cost>();
    var (origins, destinations) = (world.Points(40), world.Points(5));
    foreach (var destination in destinations)
    {
        foreach (var origin in origins)
        {
            var alone = model.Map.NetworkFor(TravelMode.Car);
            var (from, to) = (new Spot(alone, model.Map.LandAt(origin)), new Spot(alone, model.Map.LandAt(destination)));
            times.Add(Time(() => alone.Best(from, to)));
        }
    }

    var mean = times.Average(cost => cost.Processor.TotalMilliseconds);
    Console.Out.WriteLine($"A search per pair, by car alone: {mean:0.0} ms of processor time on average of {times.Count} pairs: {mean * 40:0} s for 40,000 (not run).");
}

static Cost Time(Action action)
{
    var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
    action();
    return new(watch.Elapsed, Environment.CpuUsage.TotalTime - before);
}

static string Texts(List<Cost> costs) =>
    $"{Text(At(costs, 0.5, cost => cost.Elapsed))} | {Text(At(costs, 0.99, cost => cost.Elapsed))} | {Text(At(costs, 0.5, cost => cost.Processor))}";

static TimeSpan At(List<Cost> costs, double share, Func<Cost, TimeSpan> time) =>
    costs.Select(time).Order().ElementAt((int)Math.Min(costs.Count - 1, share * costs.Count));

static string Text(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

internal readonly record struct Cost(TimeSpan Elapsed, TimeSpan Processor);
