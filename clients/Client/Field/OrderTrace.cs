using System.Diagnostics;

namespace TaskForce.Client.Field;

/// <summary>What a device does about an order it does in the trace in which the order was given.</summary>
internal static class OrderTrace
{
    private static readonly ActivitySource Source = new("TaskForce.Client");

    /// <summary>Goes on with a trace until what is returned is disposed; null if there is none.</summary>
    /// <param name="traceParent">The order's <c>trace_parent</c>.</param>
    /// <param name="what">What is done.</param>
    public static Activity? Continue(string? traceParent, string what)
    {
        if (!ActivityContext.TryParse(traceParent, null, isRemote: true, out var given))
        {
            return null;
        }

        // Calls carry it on also if nobody collects the device's own part.
        return Source.StartActivity(what, ActivityKind.Consumer, given) ?? new Activity(what).SetParentId(given.TraceId, given.SpanId, given.TraceFlags).Start();
    }
}
