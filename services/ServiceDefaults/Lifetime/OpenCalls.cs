using Microsoft.AspNetCore.Http;

namespace TaskForce.ServiceDefaults.Lifetime;

/// <summary>Counts the calls and streams that this process has open; those at the door of probes do not count. Thread safe.</summary>
internal sealed class OpenCalls
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _count);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
