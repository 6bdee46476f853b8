using System.Text.RegularExpressions;
using TaskForce.Testing;

namespace TaskForce.EndToEnd.Telemetry;

/// <summary>The real processes with a collector for their traces, and with their metrics shown.</summary>
public sealed partial class ObservedTaskForce : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-observed-");
    private readonly SpanCollector _collector = new();
    private LocalTaskForce? _running;

    internal LocalTaskForce TaskForce => _running!;

    internal SpanCollector Collector => _collector;

    public async ValueTask InitializeAsync()
    {
        await _collector.StartAsync();
        _running = await LocalTaskForce.StartAsync(_data.FullName, new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Endpoint,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        }, isPublished: false, "up", "--tak", "0", "--metrics", "0");
    }

    public async ValueTask DisposeAsync()
    {
        await TaskForce.DisposeAsync();
        await _collector.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>What each service shows to Prometheus now.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> ScrapeAsync()
    {
        using var http = new HttpClient();
        // Exemplars are there only in this format.
        http.DefaultRequestHeaders.Add("Accept", "application/openmetrics-text; version=1.0.0");
        var shown = new Dictionary<string, string>();
        foreach (Match line in Line().Matches(TaskForce.Said))
        {
            shown[line.Groups["service"].Value] = await http.GetStringAsync(line.Groups["url"].Value);
        }

        return shown;
    }

    [GeneratedRegex(@"metrics +(?<url>http\S+) +of the (?<service>\w+) service")]
    private static partial Regex Line();
}
