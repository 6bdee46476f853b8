using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Type.V1;

namespace TaskForce.Testing;

/// <summary>Nations' keys for one test, and their files.</summary>
public sealed class KeyFiles : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("taskforce-keys-");
    private readonly Dictionary<string, ECDsa> _keys = [];

    public string Make(string nation) => Write(nation, Key(nation).ExportPkcs8PrivateKeyPem());

    public string MakePublic(string nation) => Write(nation, Key(nation).ExportSubjectPublicKeyInfoPem());

    public AuditCheckpoint Sign(string nation, AuditEntry entry)
    {
        var checkpoint = new AuditCheckpoint
        {
            Nation = nation,
            Number = entry.Record.Number,
            Hash = entry.Hash,
            Time = new Timestamp { Seconds = 1_900_000_000 },
        };
        AuditChain.Sign(entry.Record.Service, checkpoint, Key(nation));
        return checkpoint;
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private ECDsa Key(string nation) => _keys.TryGetValue(nation, out var key) ? key : _keys[nation] = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private string Write(string nation, string pem)
    {
        var file = Path.Combine(_directory.FullName, $"{nation}.pem");
        File.WriteAllText(file, pem);
        return file;
    }
}
