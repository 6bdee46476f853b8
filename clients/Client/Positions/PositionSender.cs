using System.Threading.Channels;
using Grpc.Core;
using TaskForce.Geolocation.V1;
using Call = Grpc.Core.AsyncDuplexStreamingCall<TaskForce.Geolocation.V1.StreamPositionsRequest, TaskForce.Geolocation.V1.StreamPositionsResponse>;

namespace TaskForce.Client;

/// <summary>
/// Sends many positions over one stream: what comes while a request is on its way goes together in the next, and what was not acknowledged is sent again when
/// the connection is lost. A server that says so is sent fewer and larger requests. Nothing is kept on disk: a field unit that must not lose a report through
/// its own restart reports through <see cref="FieldUnit"/>. Thread safe.
/// </summary>
public sealed class PositionSender : IAsyncDisposable
{
    private readonly TaskForceConnection _connection;
    private readonly PositionSenderOptions _options;
    private readonly Channel<Sending> _waiting;
    private readonly UnderWay _underWay;
    private readonly Pace _pace;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private bool _heard;

    private PositionSender(TaskForceConnection connection, PositionSenderOptions options)
    {
        (_connection, _options, _underWay, _pace) = (connection, options, new(options.MostUnderWay), new(options.Clock));
        _waiting = Channel.CreateBounded<Sending>(new BoundedChannelOptions(options.MostWaiting) { SingleReader = true });
        _work = Task.Run(RunAsync);
    }

    /// <summary>How long it waits at least from one request to the next, because the server asked for it; zero if it did not.</summary>
    public TimeSpan LeastInterval => _pace.LeastInterval;

    /// <summary>Begins to send what it is given.</summary>
    public static PositionSender Start(TaskForceConnection connection, PositionSenderOptions? options = null) => new(connection, options ?? new());

    /// <summary>Sends a report. The task ends when it is on the server's disk or refused there; waits also while too many wait to be sent.</summary>
    /// <returns>What became of it; a report that was kept before the connection was lost is a <see cref="ReportOutcome.Types.Code.Duplicate"/>.</returns>
    /// <exception cref="TaskForceException">The server does not take positions from this identity; nothing more is sent.</exception>
    public async Task<ReportOutcome> SendAsync(PositionReport report, CancellationToken cancellation = default)
    {
        var sending = new Sending(report);
        try
        {
            await _waiting.Writer.WriteAsync(sending, cancellation);
        }
        catch (ChannelClosedException)
        {
            // It has stopped: the reason comes below.
            sending.Outcome.TrySetCanceled(CancellationToken.None);
            await _work.WaitAsync(cancellation);
        }

        return await sending.Outcome.Task.WaitAsync(cancellation);
    }

    /// <summary>Stops. What was not acknowledged may or may not have arrived; those who wait for it are told that it was given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _underWay.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var backoff = new Backoff();
        var refusedBefore = false;
        try
        {
            while (true)
            {
                _heard = false;
                var fault = await StreamAsync(backoff);
                _stop.Token.ThrowIfCancellationRequested();
                // A token may have run out; that a fresh one is refused too is for somebody to mend.
                if (fault.Code == StatusCode.Unauthenticated && (_heard || !refusedBefore))
                {
                    refusedBefore = true;
                    _connection.RefuseToken();
                }
                else if (!fault.IsTransient)
                {
                    throw fault;
                }

                var pause = backoff.Next();
                await Task.Delay(fault.RetryAfter > pause ? fault.RetryAfter : pause, _options.Clock, _stop.Token);
            }
        }
        catch (Exception end) when (end is TaskForceException or OperationCanceledException)
        {
            _waiting.Writer.TryComplete();
            var given = _underWay.All().Concat(_waiting.Reader.ReadAllAsync(CancellationToken.None).ToBlockingEnumerable());
            foreach (var sending in given)
            {
                sending.End(end as TaskForceException);
            }

            throw;
        }
    }

    // Until the stream breaks; why.
    private async Task<TaskForceException> StreamAsync(Backoff backoff)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var call = _connection.Positions.StreamPositions(cancellationToken: end.Token);
        var halves = new[] { HearAsync(call, backoff, end.Token), SpeakAsync(call, end.Token) };
        await Task.WhenAny(halves);
        // The answer tells why, also if it was the other half that noticed.
        await Task.WhenAny(halves[0], Task.Delay(TimeSpan.FromSeconds(1), _options.Clock, end.Token));
        await end.CancelAsync();
        await Task.WhenAll(halves).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return TaskForceException.From(halves[0].Exception?.InnerException as RpcException ?? new RpcException(new Status(StatusCode.Unavailable, "The stream has ended.")));
    }

    private async Task SpeakAsync(Call call, CancellationToken cancellation)
    {
        foreach (var request in _underWay.Again())
        {
            await call.RequestStream.WriteAsync(request, cancellation);
        }

        while (await _waiting.Reader.WaitToReadAsync(cancellation))
        {
            await _pace.WaitAsync(cancellation);
            await call.RequestStream.WriteAsync(await _underWay.AddAsync(Take, cancellation), cancellation);
        }
    }

    private List<Sending> Take()
    {
        var taken = new List<Sending>();
        while (taken.Count < _options.MostPerRequest && _waiting.Reader.TryRead(out var sending))
        {
            taken.Add(sending);
        }

        return taken;
    }

    private async Task HearAsync(Call call, Backoff backoff, CancellationToken cancellation)
    {
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellation))
        {
            _heard = true;
            backoff.Reset();
            _pace.Hear(response.SlowDown);
            _underWay.Acknowledge(response);
        }
    }
}
