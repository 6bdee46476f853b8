using System.Globalization;
using TaskForce.Client;
using TaskForce.Page;
using TaskForce.Testing;

// The command centre's page in a real browser, while units move: how soon it is there, how smoothly it runs, and what it holds after a while.
// Settings, with what they usually are: units=10000 seconds=10 minutes=1 loads=5 turns=13 (of the wheel); profile=FILE writes processor profiles beside it.
const double MostInteractiveMs = 1500;
const double MostScriptBytes = 600_000;
const double LeastFps = 30;

var settings = args.Select(arg => arg.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[^1]);
int Setting(string name, int usual) => settings.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
var (units, seconds, minutes, loads) = (Setting("units", 10_000), TimeSpan.FromSeconds(Setting("seconds", 10)), Setting("minutes", 1), Setting("loads", 5));

var data = Directory.CreateTempSubdirectory("taskforce-bench-");
try
{
    await using var stack = new ServiceProcesses(data.FullName, isPublished: true);
    await stack.StartAsync(CancellationToken.None);
    using var partner = stack.Connect("partner.demo");
    using var end = new CancellationTokenSource();
    var fleet = new Fleet(partner, units);
    var moving = fleet.MoveAsync(end.Token);
    while (fleet.Reports < units)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
    }

    await MeasureAsync(stack.Http, (await new ClientCredentials(new Uri(stack.Http, "demo"), "commander.de").FetchAsync(default)).Text, fleet);
    await end.CancelAsync();
    await moving;
}
finally
{
    data.Delete(recursive: true);
}

async Task MeasureAsync(Uri gateway, string token, Fleet fleet)
{
    Print($"{units} units at 1 Hz, {seconds.TotalSeconds:0} s each, drawn by software");
    List<double> soonest = [];
    for (var load = 0; load < loads; load++)
    {
        await using var browser = await Browser.StartAsync();
        await using var desk = new Desk(browser, await browser.OpenTabAsync(), gateway);
        var times = await desk.LoadAsync(token);
        double Time(string name) => times[name]!.GetValue<double>();
        soonest.Add(Time("interactive"));
        Print($"load {load + 1}: first paint {Time("paint"):0} ms, content {Time("content"):0}, interactive {Time("interactive"):0}, map with units {Time("units"):0}");
    }

    Judge("interactive, median", soonest.Order().ElementAt(loads / 2), MostInteractiveMs, "ms", isMost: true);
    Judge("script, packed", PageFiles.ScriptBytes() / 1000, MostScriptBytes / 1000, "kB", isMost: true);

    await using var tool = await Browser.StartAsync();
    await using var shift = new Desk(tool, await tool.OpenTabAsync(), gateway);
    await shift.LoadAsync(token);
    await Task.Delay(seconds, TimeProvider.System);
    var heap = await shift.HeapAsync();
    var sent = fleet.Reports;
    var began = TimeProvider.System.GetTimestamp();

    await TellAsync(shift, "still, all units in sight", () => Task.Delay(seconds, TimeProvider.System));
    await TellAsync(shift, "panning, all in sight", () => shift.PanAsync(seconds));
    await shift.ZoomInAsync(Setting("turns", 13));
    await TellAsync(shift, "still, over the city", () => Task.Delay(seconds, TimeProvider.System));
    await TellAsync(shift, "panning, over the city", () => shift.PanAsync(seconds));
    Print($"reports taken in meanwhile: {(fleet.Reports - sent) / TimeProvider.System.GetElapsedTime(began).TotalSeconds:0}/s");

    Print($"heap at the start: {heap / 1e6:0.0} MB");
    for (var minute = 1; minute <= minutes; minute++)
    {
        await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System);
        Print($"heap after {minute} min: {await shift.HeapAsync() / 1e6:0.0} MB");
    }
}

async Task TellAsync(Desk desk, string what, Func<Task> act)
{
    var seen = await desk.MeasureAsync(act);
    Print($"{what}: 95 % of frames within {seen.P95:0} ms, longest {seen.Longest:0}; {seen.LongTasks} long tasks, longest {seen.LongTask:0} ms; main thread {seen.MainThread:P0}, page's process {seen.Renderer:P0}, drawing process {seen.Graphics:P0} of a core");
    Judge(what, seen.Fps, LeastFps, "frames/s", isMost: false);
    if (settings.TryGetValue("profile", out var file))
    {
        await File.WriteAllBytesAsync($"{file}.{what.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-')}.png", await desk.PictureAsync());
        await desk.ProfileAsync($"{file}.{what.Replace(", ", "-", StringComparison.Ordinal).Replace(' ', '-')}.cpuprofile", act);
    }
}

static void Judge(string what, double measured, double budget, string unit, bool isMost)
{
    var isMet = isMost ? measured <= budget : measured >= budget;
    Print($"{what}: {measured:0.0} {unit}; budget {(isMost ? "at most" : "at least")} {budget:0} {unit}: {(isMet ? "met" : "MISSED")}");
}

static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
