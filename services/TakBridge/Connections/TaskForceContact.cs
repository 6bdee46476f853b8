using System.Xml.Linq;
using TaskForce.TakBridge.Cot;

namespace TaskForce.TakBridge.Connections;

/// <summary>Whom clients see messages come from, and answer: a contact without a place.</summary>
internal static class TaskForceContact
{
    /// <summary>Its uid.</summary>
    public const string Uid = "TASKFORCE";

    /// <summary>What people call it.</summary>
    public const string Callsign = "TASKFORCE";

    /// <summary>The contact.</summary>
    public static CotEvent ToEvent(DateTimeOffset now, TimeSpan lasts) => new("a-f-G-I", Uid, "h-e", now, now, now + lasts, CotPoint.At(0, 0), new("detail",
        new XElement("contact", new XAttribute("callsign", Callsign), new XAttribute("endpoint", "*:-1:stcp")),
        new XElement("__group", new XAttribute("name", "White"), new XAttribute("role", "HQ"))));

    /// <summary>A message to a client, as its chat shows it.</summary>
    /// <param name="client">To whom.</param>
    /// <param name="messageId">Which message: receipts name it.</param>
    /// <param name="text">What it says.</param>
    /// <param name="now">When.</param>
    /// <param name="lasts">How long.</param>
    public static CotEvent ToMessage(TakClient client, string messageId, string text, DateTimeOffset now, TimeSpan lasts) => new(
        "b-t-f", $"GeoChat.{Uid}.{client.Uid}.{messageId}", "h-g-i-g-o", now, now, now + lasts, CotPoint.At(0, 0), new("detail",
            new XElement("__chat",
                new XAttribute("parent", "RootContactGroup"), new XAttribute("groupOwner", "false"), new XAttribute("messageId", messageId),
                new XAttribute("chatroom", XmlEvents.Clean(client.Callsign)), new XAttribute("id", client.Uid), new XAttribute("senderCallsign", Callsign),
                new XElement("chatgrp", new XAttribute("uid0", Uid), new XAttribute("uid1", client.Uid), new XAttribute("id", client.Uid))),
            new XElement("link", new XAttribute("uid", Uid), new XAttribute("type", "a-f-G-I"), new XAttribute("relation", "p-p")),
            new XElement("remarks",
                new XAttribute("source", $"BAO.F.{Uid}"), new XAttribute("to", client.Uid), new XAttribute("time", now.UtcDateTime), XmlEvents.Clean(text))));

    /// <summary>Takes a thing off a client's map.</summary>
    public static CotEvent ToRemoval(string uid, DateTimeOffset now) => new("t-x-d-d", $"{uid}-removal", "m-g", now, now, now.AddMinutes(1), CotPoint.At(0, 0), new("detail",
        new XElement("link", new XAttribute("uid", uid), new XAttribute("relation", "none"), new XAttribute("type", "none")), new XElement("__forcedelete")));
}
