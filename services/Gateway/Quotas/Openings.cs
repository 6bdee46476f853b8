namespace TaskForce.Gateway.Quotas;

/// <summary>
/// Lets devices open their streams of orders a few at a time. After a restart all of them come at once, and whoever asks for anything
/// meanwhile would wait behind each of them.
/// </summary>
internal sealed class Openings(TimeProvider clock) : IDisposable
{
    /// <summary>How many at a time: more than one identity may have open.</summary>
    public const int AtOnce = 64;

    private const string Method = "/taskforce.tasking.v1.FieldService/ReceiveOrders";

    // Longer than a stream needs that comes to anything; whoever keeps one waiting does not keep the others.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _places = new(AtOnce);

    /// <summary>Goes on with the call: a device's when it has its turn, any other at once.</summary>
    public async Task InTurnAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path != Method)
        {
            await next(context);
            return;
        }

        var turn = _places.WaitAsync(context.RequestAborted);
        await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (turn.IsCompletedSuccessfully)
        {
            await OpenAsync(context, next);
        }
    }

    public void Dispose() => _places.Dispose();

    // The first heartbeat begins the answer: from then on the stream only waits for orders.
    private async Task OpenAsync(HttpContext context, RequestDelegate next)
    {
        var isOver = 0;
        using var impatience = clock.CreateTimer(_ => Leave(), null, Patience, Timeout.InfiniteTimeSpan);
        context.Response.OnStarting(() =>
        {
            Leave();
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            Leave();
        }

        void Leave()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0)
            {
                _places.Release();
            }
        }
    }
}
