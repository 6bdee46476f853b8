using System.Xml.Linq;
using TaskForce.TakBridge.Cot;

namespace TaskForce.TakBridge.Connections;

/// <summary>What client and bridge agree on about the connection itself: which spelling is spoken, and that they are there.</summary>
internal sealed class Protocol(TakClient client, TimeProvider clock) : IHearer
{
    private const string Version = "1";
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    /// <summary>Whether the client asked for the TAK protocol, and was told that it is spoken from now on.</summary>
    public bool IsBinary { get; private set; }

    /// <summary>Offers the TAK protocol, as a server does first of all.</summary>
    public void Offer() => client.Outbox.Add(Say("t-x-takp-v", new XElement("TakControl",
        new XElement("TakProtocolSupport", new XAttribute("version", Version)), new XElement("TakServerVersionInfo", new XAttribute("serverVersion", "TaskForce"), new XAttribute("apiVersion", "3")))));

    public string? Take(CotEvent value)
    {
        switch (value.Type)
        {
            case "t-x-c-t":
                client.Outbox.Add(Say("t-x-c-t-r"));
                return "ping";
            case "t-x-takp-q" when !IsBinary:
                IsBinary = value.Find("TakControl")?.Element("TakRequest")?.Attribute("version")?.Value == Version;
                client.Outbox.Add(
                    Say("t-x-takp-r", new XElement("TakControl", new XElement("TakResponse", new XAttribute("status", IsBinary ? "true" : "false")))), endsXml: IsBinary);
                return "protocol";
            default:
                return null;
        }
    }

    private CotEvent Say(string type, params object[] detail)
    {
        var now = clock.GetUtcNow();
        return new(type, $"{TaskForceContact.Uid}-{type}", "m-g", now, now, now + Short, CotPoint.At(0, 0), new("detail", detail));
    }
}
