using System.Globalization;
using TaskForce.Geofences;
using TaskForce.Testing;

// Many fences, many subjects that move through them: how many positions a second are judged, how long after a report its event is told, and
// what it costs when positions come late. Through the gateway, reports and events on disk.
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

    Console.Out.WriteLine($"{fences} fences drawn in {await Drawing.DrawAsync(dispatcher, fences):0.0} s");
    Console.Out.WriteLine($"{"",-28} {"positions",10} {"kept s",8} {"judged s",8} {"per s",8} {"events",8} {"per s",7} {"taken back",10}");
    Console.Out.WriteLine(await Trial.RateAsync("first sight of everybody", field, events, field.Everybody()));
    Console.Out.WriteLine(await Trial.RateAsync("everybody moves, in order", field, events, field.Everybody()));
    Console.Out.WriteLine(await Trial.RateAsync("everybody moves again", field, events, field.Everybody()));
    Console.Out.WriteLine(await Trial.RateAsync("one in ten comes late", field, events, field.Late(subjects / 10)));
    foreach (var rate in new[] { 1000, 5000 })
    {
        Console.Out.WriteLine(await Trial.DelayAsync(rate, TimeSpan.FromSeconds(20), field, events));
    }
}
finally
{
    data.Delete(recursive: true);
}
