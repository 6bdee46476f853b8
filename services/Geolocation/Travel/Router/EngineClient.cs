using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using TaskForce.Geolocation.Geography;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>Asks the configured engine, unless it is left alone. Never fails: what it cannot answer is null.</summary>
internal sealed partial class EngineClient(IHttpClientFactory http, IOptions<TravelOptions> travel, TimeProvider clock, ILogger<EngineClient> log)
{
    public const string Name = "router";

    private readonly EnginePause _pause = new(travel.Value.Router, clock);
    private readonly IEngine _engine = travel.Value.Router.Kind == RouterKind.Valhalla ? new ValhallaEngine() : new OsrmEngine(travel.Value.Router);

    /// <summary>The roads from every origin to every destination, a row for each origin.</summary>
    /// <param name="profile">The engine's name for the mode.</param>
    /// <param name="origins">Where from.</param>
    /// <param name="destinations">Where to.</param>
    /// <param name="deadline">Ends the request; the engine is to blame for it.</param>
    /// <param name="caller">Ends it too; nobody is.</param>
    public async Task<Road[][]?> AskAsync(
        string profile, IReadOnlyList<GeoPoint> origins, IReadOnlyList<GeoPoint> destinations, CancellationToken deadline,
        CancellationToken caller)
    {
        if (_pause.IsOn)
        {
            return null;
        }

        try
        {
            // Where people are is not for traces.
            using var untraced = SuppressInstrumentationScope.Begin();
            using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline, caller);
            using var client = http.CreateClient(Name);
            using var request = _engine.Ask(profile, origins, destinations);
            using var response = await client.SendAsync(request, both.Token);
            response.EnsureSuccessStatusCode();
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(both.Token), cancellationToken: both.Token);
            var roads = _engine.Read(answer.RootElement, origins.Count, destinations.Count);
            _pause.Succeeded();
            return roads;
        }
        catch (OperationCanceledException) when (caller.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException
            or JsonException or FormatException or InvalidOperationException)
        {
            _pause.Failed();
            LogFailure(failure.GetType().Name, failure is FormatException ? failure.Message : "");
            return null;
        }
    }

    // The message of a failed request may name its address, and with it where people are.
    [LoggerMessage(Level = LogLevel.Warning, Message = "The routing engine did not answer as it should ({Failure}) {Message}; estimates are built in")]
    private partial void LogFailure(string failure, string message);
}
