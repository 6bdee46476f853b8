using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using TaskForce.Type.V1;

namespace TaskForce.Client.Audit;

/// <summary>
/// An entry of the audit log as a line of a copy's file. A line has one form only: one that reads the same but is written in another way is not a line, so
/// that no byte of a copy can change unseen.
/// </summary>
public static class AuditLine
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>The first line of a copy.</summary>
    public const string Heading = """{"taskforceAudit":1}""";

    /// <summary>Writes an entry.</summary>
    public static string Write(AuditEntry entry) => JsonSerializer.Serialize(
        new Line(entry.Record.ToByteArray(), Convert.ToHexStringLower(entry.Hash.Span), [.. entry.Values.Select(open => new Open(open.Index, open.Salt.ToByteArray(), open.Value))]),
        Options);

    /// <summary>Reads a line; null if it is not one.</summary>
    public static AuditEntry? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Line>(text, Options) is { Record: { } record, Hash: { } hash, Values: { } values }
                && ToEntry(record, hash, values) is { } entry && Write(entry) == text ? entry : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidProtocolBufferException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static AuditEntry ToEntry(byte[] record, string hash, IEnumerable<Open> values) => new()
    {
        Record = AuditRecord.Parser.ParseFrom(record),
        Hash = ByteString.CopyFrom(Convert.FromHexString(hash)),
        Values = { values.Select(open => new AuditEntry.Types.OpenValue { Index = open.Index, Salt = ByteString.CopyFrom(open.Salt), Value = open.Value }) },
    };

    private sealed record Line(byte[] Record, string Hash, IReadOnlyList<Open> Values);

    private sealed record Open(int Index, byte[] Salt, string Value);
}
