using System.Globalization;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Forwarding;
using TaskForce.Testing;

// The same calls to geolocation at its own door, through our gateway, and through nginx, by turns and in one run: what is on the way costs.
var seconds = TimeSpan.FromSeconds(args is [var length, ..] ? int.Parse(length, CultureInfo.InvariantCulture) : 5);
var rounds = args is [_, var turns, ..] ? int.Parse(turns, CultureInfo.InvariantCulture) : 3;

var data = Directory.CreateTempSubdirectory("taskforce-bench-");
try
{
    // Quotas are for people.
    string[] roles = ["Anonymous", "Dispatcher", "Partner"], limits = ["Burst", "PerSecond", "ConcurrentCalls"];
    var settings = roles.SelectMany(_ => limits, (role, limit) => $"RateLimits__{role}__{limit}").ToDictionary(name => name, _ => "10000000");
    await using var services = new ServiceProcesses(data.FullName, settings, isPublished: true);
    await services.StartAsync(default);
    await using var nginx = Nginx.Before(services.DoorOf("Geolocation"));
    using (await nginx.ConnectAsync())
    {
    }

    var (partner, dispatcher) = (await HeadersAsync("partner.demo"), await HeadersAsync("dispatcher.de"));
    (string Name, Uri Way)[] ways = [("direct", services.DoorOf("Geolocation")), ("our gateway", services.Grpc), ("nginx", new($"http://127.0.0.1:{nginx.Port}"))];
    using (var first = new Loads(ways[0].Way, partner, dispatcher, seconds))
    {
        await first.FillAsync();
    }

    var loads = new (string Name, string Unit, Func<Loads, Task<Outcome>> Run)[]
    {
        ("unary", "calls/s", load => load.UnaryAsync()), ("server stream", "messages/s", load => load.StreamAsync()), ("upload", "positions/s", load => load.UploadAsync()),
    };
    foreach (var (name, unit, run) in loads)
    {
        var seen = ways.ToDictionary(way => way.Name, _ => new List<Outcome>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (wayName, way) in ways)
            {
                using var load = new Loads(way, partner, dispatcher, seconds);
                seen[wayName].Add(await run(load));
            }
        }

        foreach (var (wayName, outcomes) in seen)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-14} {wayName,-12} {Median(outcomes, outcome => outcome.PerSecond),10:N0} {unit,-12} p50 {Median(outcomes, outcome => outcome.Latencies.At(0.5)),8:0.00} ms  p99 {Median(outcomes, outcome => outcome.Latencies.At(0.99)),8:0.00} ms"));
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name,-14} our gateway is {Median(seen["our gateway"], outcome => outcome.PerSecond) / Median(seen["nginx"], outcome => outcome.PerSecond):0.00} times nginx"));
    }

    async Task<Metadata> HeadersAsync(string profile)
    {
        var credentials = new ClientCredentials(new Uri(services.Http, "demo"), profile);
        return new() { { "authorization", $"Bearer {(await credentials.FetchAsync()).Text}" } };
    }
}
finally
{
    data.Delete(recursive: true);
}

static double Median(IEnumerable<Outcome> outcomes, Func<Outcome, double> value) => outcomes.Select(value).Order().ElementAt(outcomes.Count() / 2);
