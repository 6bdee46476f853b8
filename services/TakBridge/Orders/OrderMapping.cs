using System.Globalization;
using System.Xml.Linq;
using TaskForce.TakBridge.Cot;
using TaskForce.TakBridge.Picture;
using TaskForce.Tasking.V1;
using Kind = TaskForce.Tasking.V1.Order.Types.Kind;

namespace TaskForce.TakBridge.Orders;

/// <summary>Orders as clients show them: a message, and a point to go to.</summary>
internal static class OrderMapping
{
    /// <summary>What the message says.</summary>
    public static string ToText(Order order)
    {
        var answer = order.Kind == Kind.Recall ? $"Answer: accept {OrderBook.ReferenceOf(order)}" : $"Answer: accept {OrderBook.ReferenceOf(order)}, or decline {OrderBook.ReferenceOf(order)} and why";
        string[] lines =
        [
            $"{WireName.Of(order.Kind)}: {order.Title}",
            order.HotspotKind == default ? "" : $"{HotspotMapping.Words(WireName.Of(order.HotspotKind))}, {HotspotMapping.Words(WireName.Of(order.Severity))}",
            order.Place?.Location is { } at ? string.Create(CultureInfo.InvariantCulture, $"{order.Place.DisplayName} ({at.Latitude:0.#####}, {at.Longitude:0.#####})").Trim() : "",
            order.Instructions,
            order.Mandate.Length > 0 ? $"Mandate: {order.Mandate}" : "",
            answer,
        ];
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    /// <summary>The point to go to, for a while; null if there is none.</summary>
    public static Func<DateTimeOffset, CotEvent>? ToPoint(Order order, TimeSpan lasts) => order.Kind == Kind.Deploy && order.Place?.Location is { } at
        ? now => new("b-m-p-w-GOTO", order.Name, "h-g-i-g-o", now, order.IssueTime?.ToDateTimeOffset() ?? now, now + lasts, CotPoint.At(at.Latitude, at.Longitude, order.RadiusMetres), new("detail",
            new XElement("contact", new XAttribute("callsign", XmlEvents.Clean(order.Title))),
            new XElement("remarks", XmlEvents.Clean(ToText(order)))))
        : null;
}
