using System.Reflection;
using System.Text.Json.Nodes;

namespace TaskForce.Page;

/// <summary>How smoothly something ran.</summary>
/// <param name="Fps">Frames per second.</param>
/// <param name="P95">The time, in milliseconds, that 95 % of frames did not exceed.</param>
/// <param name="Longest">The longest frame, in milliseconds.</param>
/// <param name="LongTasks">How many tasks held the main thread for 50 ms or more.</param>
/// <param name="LongTask">The longest of them, in milliseconds.</param>
/// <param name="MainThread">The share of the time in which the main thread was busy.</param>
/// <param name="Renderer">The processor time of the page's process, as a share of one core.</param>
/// <param name="Graphics">The processor time of the process that draws, as a share of one core.</param>
internal sealed record Smoothness(double Fps, double P95, double Longest, int LongTasks, double LongTask, double MainThread, double Renderer, double Graphics);

/// <summary>The page in one tab, as a profile of the demo.</summary>
internal sealed class Desk(Browser browser, DevTools tab, Uri gateway) : IAsyncDisposable
{
    /// <summary>Opens the page as somebody with this token, with nothing in the browser's cache, and answers when what was there; milliseconds since the navigation.</summary>
    public async Task<JsonNode> LoadAsync(string token)
    {
        await tab.CallAsync("Page.enable");
        await tab.CallAsync("Performance.enable");
        await tab.CallAsync("HeapProfiler.enable");
        await tab.CallAsync("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = $"sessionStorage.setItem('taskforce.session', '{token}'); {await ProbeAsync()}" });
        await tab.CallAsync("Page.navigate", new() { ["url"] = gateway.ToString() });
        await UntilAsync("globalThis.probe && probe.live > 0 && probe.units > 0");
        return await tab.EvaluateAsync("probe.load()") ?? throw new InvalidOperationException("The page has not loaded.");
    }

    /// <summary>Waits until an expression is true in the page.</summary>
    public async Task UntilAsync(string expression)
    {
        while (!(await tab.EvaluateAsync($"Boolean({expression})"))!.GetValue<bool>())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Measures while something is done.</summary>
    public async Task<Smoothness> MeasureAsync(Func<Task> act)
    {
        await tab.EvaluateAsync("probe.begin()");
        var (busy, renderer, graphics, began) = (await BusyAsync(), await browser.ProcessorTimeAsync("renderer"), await browser.ProcessorTimeAsync("GPU"), TimeProvider.System.GetTimestamp());
        await act();
        var passed = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var (busyAfter, rendererAfter, graphicsAfter) = (await BusyAsync(), await browser.ProcessorTimeAsync("renderer"), await browser.ProcessorTimeAsync("GPU"));
        var seen = await tab.EvaluateAsync("probe.end()");
        double Number(string name) => seen![name]!.GetValue<double>();
        return new(
            Number("fps"), Number("p95"), Number("longest"), (int)Number("longTasks"), Number("longTask"),
            (busyAfter - busy) / passed, (rendererAfter - renderer) / passed, (graphicsAfter - graphics) / passed);
    }

    /// <summary>Drags the map to and fro, as fast as a hand does.</summary>
    public async Task PanAsync(TimeSpan time)
    {
        var (x, y) = await MiddleAsync();
        var began = TimeProvider.System.GetTimestamp();
        await MouseAsync("mousePressed", x, y);
        for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed = TimeProvider.System.GetElapsedTime(began))
        {
            await MouseAsync("mouseMoved", x + (180 * Math.Sin(elapsed.TotalSeconds * 2)), y + (120 * Math.Sin(elapsed.TotalSeconds * 3)));
            await Task.Delay(TimeSpan.FromMilliseconds(16), TimeProvider.System);
        }

        // Back to where it was: the next measurement looks at the same.
        await MouseAsync("mouseMoved", x, y);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await MouseAsync("mouseReleased", x, y);
    }

    /// <summary>Zooms the map in by turns of the wheel, about its middle.</summary>
    public async Task ZoomInAsync(int turns)
    {
        var (x, y) = await MiddleAsync();
        for (var turn = 0; turn < turns; turn++)
        {
            await tab.CallAsync("Input.dispatchMouseEvent", new() { ["type"] = "mouseWheel", ["x"] = x, ["y"] = y, ["deltaX"] = 0, ["deltaY"] = -400 });
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
    }

    /// <summary>What the page's scripts hold after what nobody holds any more was collected; bytes.</summary>
    public async Task<double> HeapAsync()
    {
        await tab.CallAsync("HeapProfiler.collectGarbage");
        return (await tab.CallAsync("Runtime.getHeapUsage"))["usedSize"]!.GetValue<double>();
    }

    /// <summary>Writes the processor profile of what is done to a file that a browser's tools read.</summary>
    public async Task ProfileAsync(string file, Func<Task> act)
    {
        await tab.CallAsync("Profiler.enable");
        await tab.CallAsync("Profiler.start");
        await act();
        var answer = await tab.CallAsync("Profiler.stop");
        await File.WriteAllTextAsync(file, answer["profile"]!.ToJsonString());
    }

    public ValueTask DisposeAsync() => tab.DisposeAsync();

    private async Task<(double X, double Y)> MiddleAsync()
    {
        var middle = await tab.EvaluateAsync("(({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 }))(document.querySelector('.map').getBoundingClientRect())");
        return (middle!["x"]!.GetValue<double>(), middle["y"]!.GetValue<double>());
    }

    /// <summary>A picture of what is seen, PNG.</summary>
    public async Task<byte[]> PictureAsync() => Convert.FromBase64String((await tab.CallAsync("Page.captureScreenshot"))["data"]!.GetValue<string>());

    private async Task<double> BusyAsync()
    {
        var metrics = (await tab.CallAsync("Performance.getMetrics"))["metrics"]!.AsArray();
        return metrics.First(metric => metric!["name"]!.GetValue<string>() == "TaskDuration")!["value"]!.GetValue<double>();
    }

    private Task<JsonObject> MouseAsync(string type, double x, double y) =>
        tab.CallAsync("Input.dispatchMouseEvent", new() { ["type"] = type, ["x"] = x, ["y"] = y, ["button"] = "left", ["buttons"] = 1, ["clickCount"] = 1 });

    private static async Task<string> ProbeAsync()
    {
        using var script = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("probe.js")!);
        return await script.ReadToEndAsync();
    }
}
