using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using Subject = TaskForce.Geolocation.V1.Disclosure.Types.Subject;

namespace TaskForce.Geolocation.Tests.Disclosures;

/// <summary>What tests of disclosures do with the service.</summary>
internal static class DisclosureWorld
{
    public static V1.DisclosureService.DisclosureServiceClient Disclosures(this GeolocationApp app, string profile = "service:tasking") => new(app.As(profile));

    public static Timestamp At(double seconds) => GeolocationApp.Noon.AddSeconds(seconds).ToTimestamp();

    /// <summary>A subject of Germany from so many seconds after noon on.</summary>
    public static Subject Of(string subject, double from, double? until = null) =>
        new() { Subject_ = subject, Nation = "DE", BeginTime = At(from), EndTime = until is { } end ? At(end) : null };

    /// <summary>A disclosure to Morocco that expires an hour after noon.</summary>
    public static V1.Disclosure ToMorocco(params Subject[] subjects) => new()
    {
        Subjects = { subjects },
        Receivers = { "MA" },
        Purpose = "A mission.",
        Resource = "missions/harbour",
        ExpireTime = At(3600),
    };

    public static async Task<V1.Disclosure> DiscloseAsync(this GeolocationApp app, params Subject[] subjects) =>
        await app.Disclosures().CreateDisclosureAsync(new() { Disclosure = ToMorocco(subjects) });

    public static async Task<V1.Disclosure> EndAsync(this GeolocationApp app, V1.Disclosure disclosure, double? at = null) =>
        await app.Disclosures().EndDisclosureAsync(new() { Name = disclosure.Name, EndTime = at is { } end ? At(end) : null });

    public static async Task<V1.Position> PositionAsync(this GeolocationApp app, string subject, string profile = "dispatcher.ma") =>
        await app.Positions(profile).GetPositionAsync(new() { Name = $"positions/{subject}" });

    /// <summary>When the points of a track were that a caller sees, in seconds after noon.</summary>
    public static async Task<List<double>> TrackAsync(this GeolocationApp app, string subject, string profile = "dispatcher.ma", int pageSize = 0)
    {
        var (seconds, request) = (new List<double>(), new V1.ListTrackPointsRequest { Parent = $"positions/{subject}", PageSize = pageSize });
        do
        {
            var page = await app.Positions(profile).ListTrackPointsAsync(request);
            Assert.True(page.NextPageToken.Length == 0 || page.TrackPoints.Count == pageSize);
            seconds.AddRange(page.TrackPoints.Select(point => SecondOf(point.Report.EventTime)));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return seconds;
    }

    public static double SecondOf(Timestamp time) => (time.ToDateTimeOffset() - GeolocationApp.Noon).TotalSeconds;

    /// <summary>A watch of some subjects that has said what it knows at the start: it has come to its first heartbeat.</summary>
    public static async Task<AsyncServerStreamingCall<V1.PositionEvent>> WatchAsync(
        this GeolocationApp app, long after = 0, string profile = "dispatcher.ma", params string[] subjects)
    {
        var watch = app.Positions(profile).WatchPositions(new() { After = after, Filter = new() { Subjects = { subjects } } });
        await watch.ResponseHeadersAsync;
        return watch;
    }

    /// <summary>The next events of a watch, so many of them, without heartbeats.</summary>
    public static async Task<List<V1.PositionEvent>> ReadAsync(this AsyncServerStreamingCall<V1.PositionEvent> watch, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await watch.ResponseStream.ReadAllAsync(limit.Token).Where(change => change.Type != EventType.Heartbeat).Take(count).ToListAsync(limit.Token);
    }

    /// <summary>Reads on to the next heartbeat; what came before it.</summary>
    public static async Task<List<V1.PositionEvent>> ReadToBeatAsync(this AsyncServerStreamingCall<V1.PositionEvent> watch)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await watch.ResponseStream.ReadAllAsync(limit.Token).TakeWhile(change => change.Type != EventType.Heartbeat).ToListAsync(limit.Token);
    }

    /// <summary>Reads on to the first event like this.</summary>
    public static async Task<V1.PositionEvent> ReadUntilAsync(this AsyncServerStreamingCall<V1.PositionEvent> watch, Func<V1.PositionEvent, bool> isIt)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        return await watch.ResponseStream.ReadAllAsync(limit.Token).FirstAsync(isIt, limit.Token);
    }
}
