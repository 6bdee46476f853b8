using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>An entry that has no place in the chain yet.</summary>
internal sealed class AuditDraft
{
    private readonly AuditEntry _values = new();

    /// <param name="time">When what it tells of happened.</param>
    public AuditDraft(DateTimeOffset time) => Record = new() { Time = time.ToTimestamp() };

    /// <summary>What is hashed; its service and number are given with its place.</summary>
    public AuditRecord Record { get; }

    /// <summary>The values in the clear, as they are stored.</summary>
    public byte[] Values => _values.ToByteArray();

    /// <summary>Adds a value of the call, salted.</summary>
    public void Add(AuditValue.Types.Kind kind, string nation, string value)
    {
        var salt = RandomNumberGenerator.GetBytes(AuditChain.SaltBytes);
        _values.Values.Add(new AuditEntry.Types.OpenValue { Index = Record.Call.Values.Count, Salt = UnsafeByteOperations.UnsafeWrap(salt), Value = value });
        Record.Call.Values.Add(new AuditValue { Kind = kind, Nation = nation, Digest = UnsafeByteOperations.UnsafeWrap(AuditChain.DigestOf(salt, value)) });
    }
}
