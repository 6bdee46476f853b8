using System.Text;
using System.Text.Json;
using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.Feeds;

/// <summary>A line of a stream of JSON, as server-sent events have it.</summary>
/// <param name="Text">What is sent.</param>
/// <param name="IsLast">Whether nothing may come after it: the stream was refused.</param>
internal readonly record struct ServerSentEvent(ReadOnlyMemory<byte> Text, bool IsLast)
{
    /// <summary>Translates a line: an event, a heartbeat or the refusal that ends the stream. Null for one that broke off.</summary>
    public static ServerSentEvent? Of(ReadOnlySpan<byte> json)
    {
        return Scan(json) switch
        {
            null => null,
            { Sequence: null } => new(Join("event: error\ndata: ", Problem.Of(json, null)), true),
            // A reader's place moves on, though it hears nothing.
            { IsHeartbeat: true } beat => new(Encoding.UTF8.GetBytes($": heartbeat\nid: {beat.Sequence}\n\n"), false),
            { } change => new(Join($"id: {change.Sequence}\ndata: ", json), false),
        };
    }

    private static byte[] Join(string head, ReadOnlySpan<byte> data) => [.. Encoding.UTF8.GetBytes(head), .. data, (byte)'\n', (byte)'\n'];

    private static Found? Scan(ReadOnlySpan<byte> json)
    {
        try
        {
            return Read(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Each event has a sequence, which a refusal has not. A heartbeat says that it is one, or that nothing else is in it.
    private static Found Read(ReadOnlySpan<byte> json)
    {
        string? sequence = null;
        var (says, hasContent) = (false, false);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isSequence, isType) = (reader.ValueTextEquals("sequence"u8), reader.ValueTextEquals("type"u8));
            reader.Read();
            sequence = isSequence ? Encoding.UTF8.GetString(reader.ValueSpan) : sequence;
            says |= isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("HEARTBEAT"u8);
            hasContent |= isType || reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
        }

        return new(sequence, says || !hasContent);
    }

    private readonly record struct Found(string? Sequence, bool IsHeartbeat);
}
