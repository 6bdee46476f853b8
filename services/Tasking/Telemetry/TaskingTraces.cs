using System.Diagnostics;

namespace TaskForce.Tasking.Telemetry;

/// <summary>What is in a trace besides calls: that an order went out to a device.</summary>
internal static class TaskingTraces
{
    private static readonly ActivitySource Source = new(TaskingMetrics.Meter);

    /// <summary>The telling of a new order, in the trace in which it was given, however long ago; null if nobody collects it.</summary>
    public static Activity? Tell(V1.OrderEvent told) =>
        told is { Type: V1.OrderEvent.Types.Type.Issued, Order: { TraceParent.Length: > 0 } order } && ActivityContext.TryParse(order.TraceParent, null, isRemote: true, out var given)
            ? Source.StartActivity("tell order", ActivityKind.Producer, given, [new("taskforce.order.kind", WireName.Of(order.Kind)), new("taskforce.sequence", told.Sequence)])
            : null;
}
