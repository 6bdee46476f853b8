using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TaskForce.EndToEnd.Telemetry;

/// <summary>The alert rules and the dashboard: by promtool, by their runbooks, and by what the services measure.</summary>
public sealed partial class RulesTests : IDisposable
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));
    private static readonly string Monitoring = Path.Combine(Root, "k8s", "components", "monitoring");

    // What Prometheus's text format adds to a name: the unit, and what is told of histograms and counters.
    private static readonly string[] Endings = ["", "_seconds", "_total", "_seconds_bucket", "_seconds_count", "_seconds_sum"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("taskforce-rules-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Rules_SetOffWhatTheyShould()
    {
        var (rules, cases) = (Path.Combine(_directory.FullName, "rules.yaml"), Path.Combine(_directory.FullName, "tests.yaml"));
        // promtool reads what stands below the resource's spec.
        await File.WriteAllLinesAsync(rules, Lines("rules.yaml").SkipWhile(line => line != "spec:").Skip(1).Select(line => line.Length > 2 ? line[2..] : line), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(cases, (await CasesAsync()).Replace("RULES", rules, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        Assert.Contains($"{Alerts().Count} rules found", await PromtoolAsync("check", "rules", rules), StringComparison.Ordinal);
        Assert.Contains("SUCCESS", await PromtoolAsync("test", "rules", cases), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachAlert_HasARunbookAndACase()
    {
        var runbooks = await File.ReadAllTextAsync(Path.Combine(Root, "docs", "runbooks.md"), TestContext.Current.CancellationToken);
        var cases = await CasesAsync();
        var rules = string.Join('\n', Lines("rules.yaml"));

        Assert.All(Alerts(), alert =>
        {
            Assert.Contains($"\n## {alert}\n", runbooks, StringComparison.Ordinal);
            Assert.Contains($"docs/runbooks.md#{alert.ToLowerInvariant()}", rules, StringComparison.Ordinal);
            Assert.Contains($"\"{alert}\", alertstate=\"firing\", ", cases, StringComparison.Ordinal);
        });
        Assert.Equal(Alerts(), Heading().Matches(runbooks).Select(heading => heading.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatIsAskedFor_IsMeasured()
    {
        var measured = Directory.EnumerateFiles(Path.Combine(Root, "services"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Instrument().Matches(File.ReadAllText(file))).Select(name => name.Groups[1].Value.Replace('.', '_'))
            .SelectMany(name => Endings.Select(ending => name + ending)).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(Asked());
        Assert.All(Asked(), name => Assert.Contains(name, measured));
    }

    [Fact]
    public void Dashboard_IsWhole()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Monitoring, "dashboards", "taskforce.json")));
        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToList();

        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.All(panels, panel => Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray()));
        // What wakes somebody is on it, save for what is plain: a service that is away, or without rules.
        Assert.Superset(Names(string.Join('\n', Lines("rules.yaml"))).Except(["taskforce_release_rules_loaded"]).ToHashSet(), Names(dashboard.RootElement.GetRawText()));
    }

    private static List<string> Alerts() => [.. Lines("rules.yaml").Select(line => Alert().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];

    private static HashSet<string> Asked() => [.. Names(string.Join('\n', Lines("rules.yaml"))), .. Names(string.Join('\n', Lines("dashboards/taskforce.json")))];

    private static HashSet<string> Names(string text) => [.. Metric().Matches(text).Select(name => name.Value)];

    private static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Monitoring, file));

    private static Task<string> CasesAsync() => File.ReadAllTextAsync(Path.Combine(Here(), "rules.tests.yaml"), TestContext.Current.CancellationToken);

    private static async Task<string> PromtoolAsync(params string[] arguments)
    {
        // What `make test` takes from Debian's package, or one that is installed.
        var unpacked = Path.Combine(Root, "artifacts", "promtool", "usr", "bin", "promtool");
        using var promtool = Process.Start(new ProcessStartInfo(File.Exists(unpacked) ? unpacked : "promtool", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (said, complained) = (promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        var all = await said + await complained;
        Assert.True(promtool.ExitCode == 0, all);
        return all;
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"^## (\w+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"taskforce_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?:Gauge|Histogram|Counter)(?:<\w+>)?\(\s*""(taskforce\.[a-z._]+)""")]
    private static partial Regex Instrument();
}
