using System.Globalization;
using TaskForce.Startup;

// How long each service takes from its start to its first answer to a probe, and the memory that it holds two seconds later, as it is published: compiled when it
// runs, before it runs, and natively where somebody has published it so. In rounds, so that what else the machine does falls on all alike.
const int Rounds = 5;

string[] services = ["Gateway", "Tasking", "Roster", "Geolocation", "Partners", "TakBridge"];
var candidates = services.SelectMany(Layouts.Of).ToList();
Dictionary<Layout, List<Start>> seen = candidates.ToDictionary(layout => layout, _ => new List<Start>());
for (var round = 0; round < Rounds; round++)
{
    foreach (var layout in candidates)
    {
        seen[layout].Add(await Start.MeasureAsync(layout));
    }
}

Console.Out.WriteLine("| service | | first answer, ms: median (least - most) | memory, MB: median | published, MB |");
Console.Out.WriteLine("| --- | --- | ---: | ---: | ---: |");
foreach (var (layout, starts) in seen)
{
    var times = starts.Select(start => start.Milliseconds).Order().ToList();
    var memory = starts.Select(start => start.Megabytes).Order().ElementAt(Rounds / 2);
    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {layout.Service} | {layout.Mode} | {times[Rounds / 2]:F0} ({times[0]:F0} - {times[^1]:F0}) | {memory:F0} | {layout.Megabytes:F0} |"));
}
