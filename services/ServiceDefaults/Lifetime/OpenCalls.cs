using Microsoft.AspNetCore.Http;

namespace TaskForce.ServiceDefaults.Lifetime;

/// <summary>Counts the calls, streams and other connections that this process has open; those at the door of probes do not count. Thread safe.</summary>
public sealed class OpenCalls
{
    private int _count;

    /// <summary>How many there are now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts one until it is disposed.</summary>
    public IDisposable Enter()
    {
        Interlocked.Increment(ref _count);
        return new Open(this);
    }

    internal async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        using var open = Enter();
        await next(context);
    }

    private sealed class Open(OpenCalls calls) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref calls._count);
    }
}
