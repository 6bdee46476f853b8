using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.V1;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Client.Tests.Positions;

public sealed class PositionSenderTests : IAsyncLifetime
{
    private readonly FakeServer _server = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly Channel<StreamPositionsRequest> _requests = Channel.CreateUnbounded<StreamPositionsRequest>();

    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));

    public async ValueTask InitializeAsync() => await _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _limit.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task SendAsync_Acknowledged_TellsWhatBecameOfEach()
    {
        Play(request => new()
        {
            AcknowledgedSequence = request.Sequence,
            Outcomes = { request.Reports.Index().Where(each => each.Item.Subject == "assets/foreign")
                .Select(each => new StreamPositionsResponse.Types.RequestOutcome { Sequence = request.Sequence, Outcome = new() { Index = each.Index, Code = Code.NotYours } }) },
        });
        await using var sender = Start();

        var outcomes = await Task.WhenAll(sender.SendAsync(Report("assets/own"), _limit.Token), sender.SendAsync(Report("assets/foreign"), _limit.Token));

        Assert.Equal([Code.Stored, Code.NotYours], outcomes.Select(outcome => outcome.Code));
        Assert.Equal(TimeSpan.Zero, sender.LeastInterval);
    }

    [Fact]
    public async Task SendAsync_ServerAsksForLess_SendsWhatHasComeMeanwhileInOneRequest()
    {
        Play(request => new()
        {
            AcknowledgedSequence = request.Sequence,
            SlowDown = new() { LeastInterval = TimeSpan.FromSeconds(10).ToDuration(), Reason = "REQUESTS_UNDER_WAY" },
        });
        await using var sender = Start();
        await sender.SendAsync(Report("assets/boat"), _limit.Token);
        Assert.Single((await _requests.Reader.ReadAsync(_limit.Token)).Reports);
        Assert.Equal(TimeSpan.FromSeconds(10), sender.LeastInterval);

        var sent = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => sender.SendAsync(Report("assets/boat"), _limit.Token)));
        await AdvanceUntilAsync(sent);

        Assert.Equal(5, (await _requests.Reader.ReadAsync(_limit.Token)).Reports.Count);
    }

    [Fact]
    public async Task SendAsync_ConnectionIsLost_SendsAgainWhatWasNotAcknowledged()
    {
        var streams = 0;
        _server.OnPositions = async (requests, responses) =>
        {
            await requests.MoveNext(_limit.Token);
            _requests.Writer.TryWrite(requests.Current);
            if (++streams == 1)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
            }

            await responses.WriteAsync(new()
            {
                AcknowledgedSequence = requests.Current.Sequence,
                Outcomes = { new StreamPositionsResponse.Types.RequestOutcome { Sequence = requests.Current.Sequence, Outcome = new() { Code = Code.Duplicate } } },
            }, _limit.Token);
        };
        await using var sender = Start();

        var sent = sender.SendAsync(Report("assets/boat"), _limit.Token);
        await AdvanceUntilAsync(sent);

        Assert.Equal(Code.Duplicate, (await sent).Code);
        Assert.Equal(await _requests.Reader.ReadAsync(_limit.Token), await _requests.Reader.ReadAsync(_limit.Token));
    }

    [Fact]
    public async Task SendAsync_ServerRefusesTheIdentity_EndsForThisAndAllLater()
    {
        _server.OnPositions = (_, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
        await using var sender = Start();

        var first = sender.SendAsync(Report("assets/boat"), _limit.Token);
        await AdvanceUntilAsync(first);

        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<TaskForceException>(() => first)).Code);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<TaskForceException>(() => sender.SendAsync(Report("assets/boat"), _limit.Token))).Code);
    }

    [Fact]
    public async Task SendAsync_ServerRefusesTheFreshTokenToo_Ends()
    {
        var streams = 0;
        _server.OnPositions = (_, _) =>
        {
            streams++;
            throw new RpcException(new Status(StatusCode.Unauthenticated, "who?"));
        };
        await using var sender = Start();

        var sent = sender.SendAsync(Report("assets/boat"), _limit.Token);
        await AdvanceUntilAsync(sent);

        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<TaskForceException>(() => sent)).Code);
        Assert.Equal(2, streams);
    }

    [Fact]
    public async Task DisposeAsync_NotAcknowledged_TellsThatItWasGivenUp()
    {
        _server.OnPositions = async (requests, _) =>
        {
            while (await requests.MoveNext(_limit.Token))
            {
                _requests.Writer.TryWrite(requests.Current);
            }
        };
        var sender = Start();
        var sent = sender.SendAsync(Report("assets/boat"), _limit.Token);
        await _requests.Reader.ReadAsync(_limit.Token);

        await sender.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sent);
    }

    private PositionSender Start() => PositionSender.Start(_server.Connect(), new() { Clock = _clock });

    private void Play(Func<StreamPositionsRequest, StreamPositionsResponse> answer) => _server.OnPositions = async (requests, responses) =>
    {
        while (await requests.MoveNext(_limit.Token))
        {
            _requests.Writer.TryWrite(requests.Current);
            await responses.WriteAsync(answer(requests.Current), _limit.Token);
        }
    };

    // Whatever it waits for by the clock comes.
    private async Task AdvanceUntilAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            _limit.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, _limit.Token);
        }
    }

    private static PositionReport Report(string subject) => new() { Subject = subject };
}
