using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Client.Audit;
using TaskForce.Type.V1;

namespace TaskForce.Client.Tests.Audit;

/// <summary>A service's log, made as the contract says it is.</summary>
internal sealed class SampleLog : IDisposable
{
    private readonly List<AuditEntry> _entries = [];

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public IReadOnlyList<AuditEntry> Entries => _entries;

    /// <summary>Ten reads, a checkpoint of DE after each three.</summary>
    public static SampleLog Make(string purpose = "planning")
    {
        var log = new SampleLog();
        for (var i = 1; i <= 10; i++)
        {
            log.AddCall($"members/de-{i:00}", i < 7 ? "planning" : purpose);
            if (i % 3 == 0)
            {
                log.AddCheckpoint();
            }
        }

        return log;
    }

    public void AddCall(string member, string purpose)
    {
        var salt = ByteString.CopyFrom(RandomOf(member));
        Add(new()
        {
            Call = new()
            {
                Method = "taskforce.roster.v1.MemberService.GetMember",
                Nation = "MA",
                Purpose = purpose,
                Code = "OK",
                Values = { new AuditValue { Kind = AuditValue.Types.Kind.Shown, Nation = "DE", Digest = ByteString.CopyFrom(AuditChain.DigestOf(salt.Span, member)) } },
            },
        }, new AuditEntry.Types.OpenValue { Salt = salt, Value = member });
    }

    public void AddCheckpoint()
    {
        var checkpoint = new AuditCheckpoint { Nation = "DE", Number = _entries.Count, Hash = _entries[^1].Hash, Time = new Timestamp { Seconds = 1_900_000_000 } };
        AuditChain.Sign("roster", checkpoint, Key);
        Add(new() { Checkpoint = checkpoint });
    }

    public string Write(string file)
    {
        File.WriteAllText(file, string.Concat(_entries.Select(AuditLine.Write).Prepend(AuditLine.Heading).Select(line => line + "\n")));
        return file;
    }

    public void Dispose() => Key.Dispose();

    private void Add(AuditRecord record, params IEnumerable<AuditEntry.Types.OpenValue> values)
    {
        (record.Service, record.Number, record.Time) = ("roster", _entries.Count + 1, new Timestamp { Seconds = 1_900_000_000 + _entries.Count });
        var before = _entries is [.., var last] ? last.Hash.Span : AuditChain.Beginning.Span;
        _entries.Add(new() { Record = record, Hash = ByteString.CopyFrom(AuditChain.HashAfter(before, record.ToByteArray())), Values = { values } });
    }

    // The same log twice has the same salts, so that what differs is what a test changed.
    private static byte[] RandomOf(string member) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(member))[..AuditChain.SaltBytes];
}
