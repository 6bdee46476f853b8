using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Testing;

namespace TaskForce.Geolocation.Tests.Travel.Router;

/// <summary>What the stub does instead of answering.</summary>
public enum Trouble
{
    None,
    ServerError,
    Refusal,
    Garbage,
    OtherJson,
    Truncated,
    WrongSize,
    Text,
    Negative,
    Silence,
}

/// <summary>
/// An HTTP server that speaks as OSRM's table service and as Valhalla's matrix do, in the shapes that they document. Its roads are half as
/// long again as the great circle, at 25 m/s.
/// </summary>
internal sealed class EngineStub : IAsyncDisposable
{
    public const double MetresPerSecond = 25;
    public const double Detour = 1.5;

    private readonly LoopbackServer _server;

    private EngineStub() => _server = new(_ => { }, app => app.Run(AnswerAsync));

    public Uri Address => new(_server.Http, "engine/");

    /// <summary>How many origins and destinations each request named.</summary>
    public ConcurrentQueue<(int Origins, int Destinations)> Requests { get; } = [];

    /// <summary>Is done once a request waits for an answer that does not come.</summary>
    public TaskCompletionSource Waiting { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Trouble Trouble { get; set; }

    /// <summary>After so many good answers the trouble begins.</summary>
    public int GoodAnswers { get; set; }

    /// <summary>No road leads north of this.</summary>
    public double EndOfRoads { get; set; } = 90;

    /// <summary>How far from its road each place is, metres.</summary>
    public double Snapped { get; set; } = 12.5;

    public static async Task<EngineStub> StartAsync()
    {
        var stub = new EngineStub();
        await stub._server.StartAsync();
        return stub;
    }

    public static double Metres(GeoPoint from, GeoPoint to) => from.MetresTo(to) * Detour;

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var (origins, destinations, isOsrm) = await ReadAsync(http.Request);
        Requests.Enqueue((origins.Length, destinations.Length));
        var trouble = Requests.Count > GoodAnswers ? Trouble : Trouble.None;
        var answer = JsonSerializer.Serialize(isOsrm ? Osrm(origins, destinations, trouble) : Valhalla(origins, destinations, trouble));
        http.Response.StatusCode = trouble switch { Trouble.ServerError => 503, Trouble.Refusal => 400, _ => 200 };
        http.Response.ContentType = "application/json; charset=UTF-8";
        switch (trouble)
        {
            case Trouble.Silence:
                Waiting.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case Trouble.Truncated:
                http.Response.ContentLength = answer.Length;
                await http.Response.WriteAsync(answer[..(answer.Length / 2)]);
                await http.Response.Body.FlushAsync();
                http.Abort();
                break;
            default:
                await http.Response.WriteAsync(trouble switch
                {
                    Trouble.ServerError => "<html>503 Service Temporarily Unavailable</html>",
                    Trouble.Refusal when isOsrm => """{"message":"Too many table coordinates","code":"TooBig"}""",
                    Trouble.Refusal => """{"error_code":154,"error":"Path distance exceeds the max distance limit","status_code":400,"status":"Bad Request"}""",
                    Trouble.Garbage => "<html>welcome to the hotel's network</html>",
                    Trouble.OtherJson => """[{"code":"Ok"}]""",
                    _ => answer,
                });
                break;
        }
    }

    private static async Task<(GeoPoint[] Origins, GeoPoint[] Destinations, bool IsOsrm)> ReadAsync(HttpRequest request)
    {
        if (request.Path.StartsWithSegments("/engine/table/v1/driving", out var rest))
        {
            var places = rest.Value![1..].Split(';').Select(place => place.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray())
                .Select(place => new GeoPoint(place[1], place[0])).ToArray();
            Assert.Equal("duration,distance", request.Query["annotations"]);
            return (Some(places, request.Query["sources"]), Some(places, request.Query["destinations"]), true);
        }

        Assert.Equal("/engine/sources_to_targets", request.Path);
        using var body = await JsonDocument.ParseAsync(request.Body);
        Assert.Equal("auto", body.RootElement.GetProperty("costing").GetString());
        return (Places(body.RootElement.GetProperty("sources")), Places(body.RootElement.GetProperty("targets")), false);
    }

    private static GeoPoint[] Some(GeoPoint[] places, string? indexes) =>
        [.. indexes!.Split(';').Select(index => places[int.Parse(index, CultureInfo.InvariantCulture)])];

    private static GeoPoint[] Places(JsonElement list) =>
        [.. list.EnumerateArray().Select(place => new GeoPoint(place.GetProperty("lat").GetDouble(), place.GetProperty("lon").GetDouble()))];

    private object Osrm(GeoPoint[] origins, GeoPoint[] destinations, Trouble trouble) => new
    {
        code = "Ok",
        durations = Table(origins, destinations, trouble, metres => metres / MetresPerSecond),
        distances = Table(origins, destinations, trouble, metres => metres),
        sources = origins.Select(Waypoint),
        destinations = destinations.Select(Waypoint),
    };

    private object Waypoint(GeoPoint point) => new { distance = Snapped, name = "Straße", location = new[] { point.Longitude, point.Latitude } };

    private object Valhalla(GeoPoint[] origins, GeoPoint[] destinations, Trouble trouble) => new
    {
        algorithm = "costmatrix",
        units = "kilometers",
        sources_to_targets = Table(origins, destinations, trouble, metres => metres)
            .Select((row, i) => row.Select((metres, j) => new { from_index = i, to_index = j, time = Time(metres), distance = (metres as double?) / 1000 })),
    };

    private static object? Time(object? metres) => metres is double some ? some < 0 ? some : Math.Round(some / MetresPerSecond) : metres;

    private List<List<object?>> Table(GeoPoint[] origins, GeoPoint[] destinations, Trouble trouble, Func<double, double> value)
    {
        var table = origins.Select(from => destinations.Select(to => Cell(from, to)).ToList()).ToList();
        switch (trouble)
        {
            case Trouble.WrongSize:
                table[^1].RemoveAt(0);
                break;
            case Trouble.Text:
                table[0][0] = "soon";
                break;
            case Trouble.Negative:
                table[0][0] = -1.0;
                break;
        }

        return table;

        object? Cell(GeoPoint from, GeoPoint to) => from.Latitude > EndOfRoads || to.Latitude > EndOfRoads ? null : value(Metres(from, to));
    }
}
