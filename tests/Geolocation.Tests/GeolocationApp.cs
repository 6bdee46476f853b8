using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;

namespace TaskForce.Geolocation.Tests;

/// <summary>The real geolocation service in process, at noon of the first day of 2030.</summary>
public class GeolocationApp : ServiceApp<Program>
{
    private static int _subjects;

    public GeolocationApp() : this(NewClock())
    {
    }

    internal GeolocationApp(TestStore store) : this(NewClock(), store: store)
    {
    }

    internal GeolocationApp(FakeTimeProvider clock, string? directory = null, TestStore? store = null) : base(clock, directory, store) => Clock = clock;

    public static DateTimeOffset Noon { get; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Clock { get; }

    public static FakeTimeProvider NewClock() => new(Noon);

    /// <summary>An id that no other test uses.</summary>
    public static string NewId(string prefix = "de-falke") => $"{prefix}-{Interlocked.Increment(ref _subjects)}";

    public V1.PositionService.PositionServiceClient Positions(string profile = "dispatcher.de") => new(As(profile));

    /// <summary>A report of a subject, so many seconds after noon.</summary>
    public static V1.PositionReport Report(string subject, double seconds, double latitude = 35.89, double longitude = -5.5) => new()
    {
        Subject = subject,
        Location = new() { Latitude = latitude, Longitude = longitude },
        EventTime = Noon.AddSeconds(seconds).ToTimestamp(),
    };

    /// <summary>Reports as a partner system of Germany.</summary>
    public async Task<V1.ReportPositionsResponse> ReportAsync(params V1.PositionReport[] reports) =>
        await Positions("partner.de").ReportPositionsAsync(new() { Reports = { reports } });

    /// <summary>The sequence of the newest position.</summary>
    public async Task<long> EndAsync()
    {
        using var watch = Positions().WatchPositions(new() { Filter = new() { Subjects = { "assets/nobody" } } });
        Assert.True(await watch.ResponseStream.MoveNext(default));
        return watch.ResponseStream.Current.Sequence;
    }

    /// <summary>Tells the service to stop, as a signal would.</summary>
    public void Stop() => Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    internal static async Task<Google.Rpc.Status> RefusedAsync(StatusCode code, string reason, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal((code, reason), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        return refusal.GetRpcStatus()!;
    }

    /// <summary>The fields that a call is refused for.</summary>
    internal static async Task<IEnumerable<string>> FaultyFieldsAsync<T>(AsyncUnaryCall<T> call) =>
        (await RefusedAsync(StatusCode.InvalidArgument, "INVALID_FIELDS", () => call.ResponseAsync))
            .GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field);
}

/// <summary>The same in a PostgreSQL database of its own.</summary>
public sealed class PostgresGeolocationApp : GeolocationApp
{
    private readonly TestStore _store;

    public PostgresGeolocationApp() : this(new PostgresTestStore())
    {
    }

    private PostgresGeolocationApp(TestStore store) : base(store) => _store = store;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _store.Dispose();
    }
}
