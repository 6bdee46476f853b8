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

    /// <summary>Adds values of the call, each with a salt of its own.</summary>
    public void Add(IReadOnlyCollection<(AuditValue.Types.Kind Kind, NamedResource Value)> values)
    {
        // All at once: the system is asked for randomness once.
        var salts = RandomNumberGenerator.GetBytes(values.Count * AuditChain.SaltBytes).AsMemory();
        foreach (var (kind, value) in values)
        {
            var salt = salts[..AuditChain.SaltBytes];
            salts = salts[AuditChain.SaltBytes..];
            _values.Values.Add(new AuditEntry.Types.OpenValue { Index = Record.Call.Values.Count, Salt = UnsafeByteOperations.UnsafeWrap(salt), Value = value.Name });
            Record.Call.Values.Add(new AuditValue { Kind = kind, Nation = value.Nation, Digest = UnsafeByteOperations.UnsafeWrap(AuditChain.DigestOf(salt.Span, value.Name)) });
        }
    }
}
