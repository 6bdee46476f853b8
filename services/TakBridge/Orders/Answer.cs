using TaskForce.TakBridge.Connections;
using TaskForce.TakBridge.Cot;
using TaskForce.Tasking.V1;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.TakBridge.Orders;

/// <summary>What a client says about an order.</summary>
/// <param name="Order">The order's name.</param>
/// <param name="Rung">The rung that it has reached; unspecified if it says none.</param>
/// <param name="Stage">How far the work has got; unspecified if it says nothing of that.</param>
/// <param name="Note">Why, or what for people.</param>
/// <param name="Time">When, by the client's clock.</param>
/// <param name="IsSpoken">Whether a person said it, who is told what came of it.</param>
internal sealed record Answer(string Order, Rung Rung, Stage Stage, string Note, DateTimeOffset Time, bool IsSpoken)
{
    /// <summary>A repeat is known by it.</summary>
    public string RequestId { get; } = Guid.NewGuid().ToString();
}

/// <summary>Reads what clients say about orders: receipts of their chat, and what a person writes to TASKFORCE.</summary>
internal static class Answers
{
    /// <summary>What to write, for people.</summary>
    public const string Usage = "Write: accept, decline and why, en route, on scene, clear, or check in; with more than one order the reference behind the first word.";

    private static readonly (string Words, Rung Rung, Stage Stage)[] Commands =
    [
        ("accept", Rung.Accepted, default), ("wilco", Rung.Accepted, default), ("roger", Rung.Accepted, default), ("decline", Rung.Declined, default), ("unable", Rung.Declined, default),
        ("read", Rung.Read, default), ("en route", default, Stage.EnRoute), ("on scene", default, Stage.OnScene), ("clear", default, Stage.Clear), ("check in", default, default),
    ];

    /// <summary>The answer that a receipt is; null if it is none of an order.</summary>
    public static Answer? OfReceipt(CotEvent value, OrderBook book)
    {
        var rung = value.Type switch { "b-t-f-d" => Rung.Stored, "b-t-f-r" => Rung.Read, _ => default };
        var message = value.Read("__chatreceipt", "messageId") is { Length: > 0 } named ? named : value.Read("__chat", "messageId");
        return rung != default && book.Find(message) is { } order ? new(order.Name, rung, default, "", value.Time, IsSpoken: false) : null;
    }

    /// <summary>Whether a message is for TaskForce, and not from one person to others.</summary>
    public static bool IsForUs(CotEvent value) => value.Type == "b-t-f"
        && (value.Read("__chat", "id") == TaskForceContact.Uid || value.Read("remarks", "to") == TaskForceContact.Uid
            || value.Find("__chat")?.Element("chatgrp")?.Attribute("uid1")?.Value == TaskForceContact.Uid);

    /// <summary>The answer that a message is, or what to say to whoever wrote it.</summary>
    public static (Answer? Answer, string Reply) OfMessage(CotEvent value, OrderBook book)
    {
        var text = string.Join(' ', (value.Find("remarks")?.Value ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var (words, rung, stage) = Commands.FirstOrDefault(command => text.Equals(command.Words, StringComparison.OrdinalIgnoreCase)
            || text.StartsWith($"{command.Words} ", StringComparison.OrdinalIgnoreCase) || text.StartsWith($"{command.Words},", StringComparison.OrdinalIgnoreCase));
        if (words is null)
        {
            return (null, Usage);
        }

        var rest = text[words.Length..].TrimStart(' ', ',', ':');
        var (order, note, reply) = Choose(rest, rung is Rung.Accepted or Rung.Declined, book);
        return order is null ? (null, reply)
            : rung == Rung.Declined && note.Length == 0 ? (null, $"Say why: decline {OrderBook.ReferenceOf(order)} and why")
            : (new(order.Name, rung, stage, note, value.Time, IsSpoken: true), "");
    }

    // The one that is named, or the one that there can be no doubt of.
    private static (Order? Order, string Note, string Reply) Choose(string rest, bool decides, OrderBook book)
    {
        var (first, others) = rest.IndexOf(' ') is >= 0 and var blank ? (rest[..blank], rest[(blank + 1)..]) : (rest, "");
        var holding = book.Holding;
        if (first.Length > 0 && holding.LastOrDefault(order => OrderBook.ReferenceOf(order).Equals(first.TrimEnd(':', ','), StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return (named, others, "");
        }

        if (first.Length > 0 && book.Knows(first.TrimEnd(':', ',')))
        {
            return (null, "", $"{first} no longer holds. Nothing was said of another order.");
        }

        var open = holding.Where(order => !decides || !OrderBook.IsDecided(order)).ToList();
        return open switch
        {
            [] when holding is [.., var last] => (last, rest, ""),
            [] => (null, "", "There is no order that holds."),
            [var only] => (only, rest, ""),
            _ => (null, "", $"Which order? {string.Join(", ", open.Select(order => $"{OrderBook.ReferenceOf(order)} ({order.Title})"))}"),
        };
    }
}
