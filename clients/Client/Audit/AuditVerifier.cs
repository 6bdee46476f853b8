using Google.Protobuf;
using TaskForce.Type.V1;

namespace TaskForce.Client.Audit;

/// <summary>
/// Checks a service's audit log entry by entry, from the first on, without asking anyone: each follows from the one before, each value in the clear is the one
/// that was hashed, each checkpoint signs the history that leads to it. Stops at the first fault. Not thread safe.
/// </summary>
/// <param name="trusted">The keys, X.509 in DER, one of which each checkpoint must be signed with; null takes any, and leaves their owners to the reader.</param>
public sealed class AuditVerifier(IReadOnlyCollection<ByteString>? trusted = null)
{
    private readonly List<byte[]> _hashes = [AuditChain.Beginning.ToArray()];
    private readonly Dictionary<string, AuditCheckpoint> _checkpoints = [];
    private readonly HashSet<(string Nation, ByteString Key)> _keys = [];

    /// <summary>Whose log it is; empty before the first entry.</summary>
    public string Service { get; private set; } = "";

    /// <summary>The last entry that was checked; 0 before the first.</summary>
    public long Last => _hashes.Count - 1;

    /// <summary>The hash of the last entry that was checked.</summary>
    public ReadOnlyMemory<byte> LastHash => _hashes[^1];

    /// <summary>Each nation's last checkpoint.</summary>
    public IReadOnlyDictionary<string, AuditCheckpoint> Checkpoints => _checkpoints;

    /// <summary>The keys that were signed with.</summary>
    public IReadOnlySet<(string Nation, ByteString Key)> Keys => _keys;

    /// <summary>How many values are withheld or erased.</summary>
    public long Closed { get; private set; }

    /// <summary>The hash of an entry that was checked.</summary>
    public ReadOnlyMemory<byte> HashOf(long number) => _hashes[(int)number];

    /// <summary>Checks the next entry; what is wrong, or null. After a fault there is nothing more to check.</summary>
    public AuditFinding? Check(AuditEntry entry)
    {
        if (FaultOf(entry) is { } fault)
        {
            return fault;
        }

        Service = entry.Record.Service;
        _hashes.Add(entry.Hash.ToByteArray());
        Closed += (entry.Record.Call?.Values.Count ?? 0) - entry.Values.Count;
        if (entry.Record.Checkpoint is { } checkpoint)
        {
            _checkpoints[checkpoint.Nation] = checkpoint;
            _keys.Add((checkpoint.Nation, checkpoint.PublicKey));
        }

        return null;
    }

    private AuditFinding? FaultOf(AuditEntry entry)
    {
        var (record, next) = (entry.Record ?? new(), Last + 1);
        if (record.Number != next)
        {
            return record.Number > next
                ? new(AuditFindingKind.Removed, next, $"entry {next} is not there: {record.Number} follows {Last}")
                : new(AuditFindingKind.Inserted, record.Number, $"an entry {record.Number} stands where {next} should, behind {Last}");
        }

        if (Last > 0 && record.Service != Service)
        {
            return new(AuditFindingKind.Forked, next, $"entry {next} is of the service '{record.Service}', not of '{Service}'");
        }

        return AuditChain.HashAfter(_hashes[^1], record.ToByteArray()).AsSpan().SequenceEqual(entry.Hash.Span)
            ? FaultWithin(record, entry)
            : new(AuditFindingKind.Changed, next, $"entry {next} was changed, or does not follow from the entry {Last} that stands before it");
    }

    private AuditFinding? FaultWithin(AuditRecord record, AuditEntry entry)
    {
        var last = -1;
        foreach (var open in entry.Values)
        {
            if (open.Index <= last || record.Call is null || open.Index >= record.Call.Values.Count
                || !AuditChain.DigestOf(open.Salt.Span, open.Value).AsSpan().SequenceEqual(record.Call.Values[open.Index].Digest.Span))
            {
                return new(AuditFindingKind.ValueChanged, record.Number, $"a value of entry {record.Number} is not the one that was hashed");
            }

            last = open.Index;
        }

        return record.Checkpoint is null ? null : FaultOf(record.Number, record.Service, record.Checkpoint);
    }

    private AuditFinding? FaultOf(long number, string service, AuditCheckpoint checkpoint)
    {
        if (checkpoint.Number < 1 || checkpoint.Number >= number || !_hashes[(int)checkpoint.Number].AsSpan().SequenceEqual(checkpoint.Hash.Span))
        {
            return new(AuditFindingKind.CheckpointBroken, number, $"the checkpoint {number} of {checkpoint.Nation} signs another history up to {checkpoint.Number} than this one");
        }

        if (!AuditChain.IsSigned(service, checkpoint))
        {
            return new(AuditFindingKind.CheckpointBroken, number, $"the signature of {checkpoint.Nation} in checkpoint {number} does not hold");
        }

        return trusted is null || trusted.Contains(checkpoint.PublicKey)
            ? null
            : new(AuditFindingKind.KeyUnknown, number,
                $"the checkpoint {number} of {checkpoint.Nation} is signed with the key {AuditChain.FingerprintOf(checkpoint.PublicKey)}, which is not one of those given");
    }
}
