using System.Diagnostics;
using System.Text.Json.Nodes;

namespace TaskForce.Page;

/// <summary>Debian's Chromium without a screen; software draws what a graphics card would.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Flags =
    [
        "--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu-compositing", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
        "--remote-debugging-port=0", "--enable-precise-memory-info", "--window-size=1366,768", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ];

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("taskforce-chromium-");
    private readonly HttpClient _http = new();
    private readonly Process _process;
    private Uri? _door;
    private DevTools? _own;

    private Browser()
    {
        var program = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
        _process = Process.Start(new ProcessStartInfo(program, [.. Flags, $"--user-data-dir={_profile.FullName}", "about:blank"]) { RedirectStandardError = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} does not start.");
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public static async Task<Browser> StartAsync()
    {
        var browser = new Browser();
        var note = Path.Combine(browser._profile.FullName, "DevToolsActivePort");
        while (!File.Exists(note) || File.ReadAllLines(note) is not [_, _])
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        var lines = await File.ReadAllLinesAsync(note);
        browser._door = new Uri($"http://127.0.0.1:{lines[0]}");
        browser._own = await DevTools.ConnectAsync(new Uri($"ws://127.0.0.1:{lines[0]}{lines[1]}"));
        return browser;
    }

    /// <summary>Opens an empty tab; the caller disposes it.</summary>
    public async Task<DevTools> OpenTabAsync()
    {
        using var answer = await _http.PutAsync(new Uri(_door!, "/json/new"), null);
        var tab = JsonNode.Parse(await answer.Content.ReadAsStringAsync());
        return await DevTools.ConnectAsync(new Uri(tab!["webSocketDebuggerUrl"]!.GetValue<string>()));
    }

    /// <summary>The processor time, in seconds, of every process of a kind, such as <c>renderer</c> or <c>GPU</c>.</summary>
    public async Task<double> ProcessorTimeAsync(string kind)
    {
        var processes = (await _own!.CallAsync("SystemInfo.getProcessInfo"))["processInfo"]!.AsArray();
        return processes.Where(one => one!["type"]!.GetValue<string>() == kind).Sum(one => one!["cpuTime"]!.GetValue<double>());
    }

    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.CallAsync("Browser.close");
            await _own.DisposeAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        _profile.Delete(recursive: true);
    }
}
