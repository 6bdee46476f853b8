using System.Globalization;
using TaskForce.Redaction;

// What release rules cost: the same reads of the same roster in this process, with the redaction of answers and with its interceptor taken out, in turn.
var seconds = args is [var time, ..] ? double.Parse(time, CultureInfo.InvariantCulture) : 5;
var rounds = args is [_, var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 5;

await using var redacting = new RosterUnderTest(isRedacting: true);
await using var plain = new RosterUnderTest(isRedacting: false);
// Neither redacts: what it differs by is what the machine and the method differ by.
await using var control = new RosterUnderTest(isRedacting: false);
await redacting.EnterAsync();
await plain.EnterAsync();
await control.EnterAsync();

Print($"{"read",-14} {"reader",-16} {"without/s",10} {"with/s",10} {"ratio",6} {"spread",12} {"us without",10} {"us with",10} {"ratio",6} {"spread",12}");
foreach (var (reader, profile, with) in new[] { ("control", "dispatcher.de", control), ("own nation", "dispatcher.de", redacting), ("another nation", "dispatcher.ma", redacting) })
{
    await CompareAsync("ListMembers", reader, with, roster => roster.ListAsync(profile, TimeSpan.FromSeconds(seconds)));
    await CompareAsync("WatchMembers", reader, with, roster => roster.WatchAsync(profile, TimeSpan.FromSeconds(seconds)));
}

// Records a second, and microseconds of a processor for each; the medians of the rounds' ratios, each of two runs one after the other.
async Task CompareAsync(string what, string reader, RosterUnderTest with, Func<RosterUnderTest, Task<Speed>> run)
{
    var pairs = new List<(Speed Without, Speed With)>();
    for (var round = 0; round <= rounds; round++)
    {
        var isFirst = round % 2 == 0;
        var one = await run(isFirst ? plain : with);
        var other = await run(isFirst ? with : plain);
        // The first round compiles.
        if (round > 0)
        {
            pairs.Add(isFirst ? (one, other) : (other, one));
        }
    }

    var rates = pairs.Select(pair => pair.With.PerSecond / pair.Without.PerSecond).Order().ToList();
    // As rates too: more is better.
    var costs = pairs.Select(pair => pair.Without.Microseconds / pair.With.Microseconds).Order().ToList();
    Print($"{what,-14} {reader,-16} {pairs.Average(pair => pair.Without.PerSecond),10:0} {pairs.Average(pair => pair.With.PerSecond),10:0} {rates[rates.Count / 2],6:0.00} {rates[0],5:0.00}..{rates[^1]:0.00} {pairs.Average(pair => pair.Without.Microseconds),10:0.0} {pairs.Average(pair => pair.With.Microseconds),10:0.0} {costs[costs.Count / 2],6:0.00} {costs[0],5:0.00}..{costs[^1]:0.00}");
}

static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
