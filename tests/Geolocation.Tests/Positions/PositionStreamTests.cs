using Grpc.Core;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;
using StreamCall = Grpc.Core.AsyncDuplexStreamingCall<TaskForce.Geolocation.V1.StreamPositionsRequest, TaskForce.Geolocation.V1.StreamPositionsResponse>;

namespace TaskForce.Geolocation.Tests.Positions;

public abstract class PositionStreamTests(GeolocationApp app) : IDisposable
{
    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));

    private CancellationToken Cancellation => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task StreamPositions_EachRequest_IsAcknowledgedOnceItIsKept()
    {
        var id = NewId();
        using var stream = app.Positions("field:" + id).StreamPositions();

        for (var i = 1; i <= 3; i++)
        {
            await stream.RequestStream.WriteAsync(new() { Sequence = i * 10, Reports = { Report("members/" + id, i, longitude: i) } });
            Assert.True(await stream.ResponseStream.MoveNext(Cancellation));

            Assert.Equal((i * 10, 0), (stream.ResponseStream.Current.AcknowledgedSequence, stream.ResponseStream.Current.Outcomes.Count));
            Assert.Equal(i, (await app.Positions().GetPositionAsync(new() { Name = "positions/members/" + id })).Report.Location.Longitude);
        }
    }

    [Fact]
    public async Task StreamPositions_ManyRequestsAtOnce_AreAllAcknowledgedInOrderWithTheirOutcomes()
    {
        var id = NewId();
        using var stream = app.Positions("field:" + id).StreamPositions();

        for (var i = 1; i <= 100; i++)
        {
            await stream.RequestStream.WriteAsync(new() { Sequence = i, Reports = { Report("members/" + id, -i), Report("members/somebody", 0) } });
        }

        await stream.RequestStream.CompleteAsync();
        var responses = await stream.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);

        var acknowledged = responses.Select(response => response.AcknowledgedSequence).ToList();
        Assert.Equal(acknowledged.Order().Distinct(), acknowledged);
        Assert.Equal(100, acknowledged[^1]);
        var outcomes = responses.SelectMany(response => response.Outcomes).ToList();
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), outcomes.Where(o => o.Outcome.Code == Code.NotYours).Select(o => o.Sequence));
        Assert.Equal(Enumerable.Range(2, 99).Select(i => (long)i), outcomes.Where(o => o.Outcome.Code == Code.StoredLate).Select(o => o.Sequence));
    }

    [Fact]
    public async Task StreamPositions_SequenceDoesNotGrow_IsInvalidAfterTheEarlierOnesAreAcknowledged()
    {
        var id = NewId();
        using var stream = app.Positions("field:" + id).StreamPositions();
        await stream.RequestStream.WriteAsync(new() { Sequence = 7, Reports = { Report("members/" + id, 0) } });
        await stream.RequestStream.WriteAsync(new() { Sequence = 7, Reports = { Report("members/" + id, 1) } });

        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(7, stream.ResponseStream.Current.AcknowledgedSequence);
        await RefusedAsync(StatusCode.InvalidArgument, "INVALID_FIELDS", () => stream.ResponseStream.MoveNext(Cancellation));
    }

    [Fact]
    public async Task StreamPositions_SentAgainAfterABreak_IsKeptOnce()
    {
        var id = NewId();
        var request = new V1.StreamPositionsRequest { Sequence = 1, Reports = { Report("members/" + id, 0) } };

        Assert.Empty((await SendOneAsync(id, request)).Outcomes);
        Assert.Equal(Code.Duplicate, Assert.Single((await SendOneAsync(id, request)).Outcomes).Outcome.Code);
    }

    [Fact]
    public async Task StreamPositions_ServiceStops_EndsUnavailable()
    {
        await using var stopping = new GeolocationApp();
        using var stream = stopping.Positions("field:de-falke-07").StreamPositions();
        await stream.RequestStream.WriteAsync(new() { Sequence = 1 });
        Assert.True(await stream.ResponseStream.MoveNext(Cancellation));

        stopping.Stop();

        await RefusedAsync(StatusCode.Unavailable, "STOPPING", () => stream.ResponseStream.MoveNext(Cancellation));
    }

    private async Task<V1.StreamPositionsResponse> SendOneAsync(string id, V1.StreamPositionsRequest request)
    {
        using StreamCall stream = app.Positions("field:" + id).StreamPositions();
        await stream.RequestStream.WriteAsync(request);
        await stream.RequestStream.CompleteAsync();
        return await stream.ResponseStream.ReadAllAsync(Cancellation).SingleAsync(Cancellation);
    }
}

public sealed class PositionStreamOnSqliteTests(GeolocationApp app) : PositionStreamTests(app), IClassFixture<GeolocationApp>;

public sealed class PositionStreamOnPostgresTests(PostgresGeolocationApp app) : PositionStreamTests(app), IClassFixture<PostgresGeolocationApp>;
