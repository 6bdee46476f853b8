using System.Globalization;
using TaskForce.Geofences;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;

// Many fences, many subjects that move through them: how many positions a second are judged, how long after a report its event is told, what it costs
// when positions come late, and what the fences cost those who report. Through the gateway, reports and events on disk. Beside it the same fences and the
// same reports in PostGIS. Arguments: how many fences, how many subjects.
var fences = args is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 10_000;
var subjects = args is [_, var second, ..] ? int.Parse(second, CultureInfo.InvariantCulture) : 100_000;

var data = Directory.CreateTempSubdirectory("taskforce-bench-");
try
{
    await using var stack = await LocalTaskForce.StartAsync(data.FullName, [
        new("RateLimits__Partner__Burst", "1000000"), new("RateLimits__Partner__PerSecond", "1000000"), new("RateLimits__Dispatcher__Burst", "1000000")]);
    using var dispatcher = stack.Connect("dispatcher.de");
    using var partner = stack.Connect("partner.demo");
    await using var events = new EventWatch(dispatcher);
    var field = new Field(subjects, partner, events);

    List<PositionReport> Reports() => [.. field.Everybody()];

    // The first round opens files and compiles; the second counts.
    await field.KeepAsync(Reports());
    var (sent, kept) = await field.KeepAsync(Reports());
    var without = sent / kept.TotalSeconds;
    Console.Out.WriteLine($"Without fences {without:0} positions/s are kept");

    Console.Out.WriteLine($"{fences} fences drawn in {await Drawing.DrawAsync(dispatcher, fences):0.0} s");
    Console.Out.WriteLine($"{"",-28} {"positions",10} {"kept s",8} {"judged s",8} {"per s",8} {"events",8} {"per s",7} {"taken back",10}");
    Console.Out.WriteLine((await Trial.RateAsync("all fences begin, all move", field, events, Reports())).Line);
    var moves = Reports();
    var (line, keptPerSecond, judgedPerSecond) = await Trial.RateAsync("everybody moves, in order", field, events, moves);
    Console.Out.WriteLine(line);
    var again = Reports();
    Console.Out.WriteLine((await Trial.RateAsync("everybody moves again", field, events, again)).Line);
    Console.Out.WriteLine((await Trial.RateAsync("one in ten comes late", field, events, [.. field.Late(subjects / 10)])).Line);
    Console.Out.WriteLine($"With fences {keptPerSecond:0} positions/s are kept, {keptPerSecond / without:0.00} of what is kept without");

    await using (var peer = await PostgisPeer.StartAsync(Drawing.Discs(fences)))
    {
        await peer.JudgeAsync(moves);
        var (found, seconds) = await peer.JudgeAsync(again);
        Console.Out.WriteLine($"PostGIS judges {again.Count / seconds:0} positions/s ({found} events, {found / seconds:0}/s); TaskForce, kept and told through the gateway, {judgedPerSecond / (again.Count / seconds):0.00} times as many");
    }

    foreach (var rate in new[] { 1000, 5000 })
    {
        Console.Out.WriteLine(await Trial.DelayAsync(rate, TimeSpan.FromSeconds(20), field, events));
    }
}
finally
{
    data.Delete(recursive: true);
}
