using System.Text;
using TaskForce.Type.V1;

namespace TaskForce.Client.Audit;

/// <summary>A copy that is wrong, or a log that does not go on from it.</summary>
public sealed class AuditCopyException(AuditFinding finding) : Exception(finding.Message)
{
    /// <summary>What is wrong.</summary>
    public AuditFinding Finding { get; } = finding;
}

/// <summary>A copy that grows: what is in it is checked before it is opened, and each entry before it is added. Not thread safe.</summary>
public sealed class AuditCopyWriter : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly FileStream _file;

    private AuditCopyWriter(FileStream file, AuditVerifier verifier) => (_file, Verifier) = (file, verifier);

    /// <summary>Knows what the copy holds.</summary>
    public AuditVerifier Verifier { get; }

    /// <summary>Opens a copy, or begins one. A last line that was cut off by a crash is taken away: it is asked for again.</summary>
    /// <exception cref="AuditCopyException">The copy is wrong; nothing is written.</exception>
    public static AuditCopyWriter Open(string path)
    {
        var verifier = new AuditVerifier();
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            var fresh = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
            fresh.Write(Utf8.GetBytes(AuditLine.Heading + "\n"));
            return new(fresh, verifier);
        }

        var (fault, length) = AuditCopy.Read(path, verifier);
        if (fault is not null)
        {
            throw new AuditCopyException(fault);
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        file.SetLength(length);
        file.Seek(0, SeekOrigin.End);
        return new(file, verifier);
    }

    /// <summary>Adds the next entry.</summary>
    /// <exception cref="AuditCopyException">It does not follow from the copy, or is wrong; it is not added.</exception>
    public void Append(AuditEntry entry)
    {
        if (Verifier.Check(entry) is { } fault)
        {
            throw new AuditCopyException(fault);
        }

        _file.Write(Utf8.GetBytes(AuditLine.Write(entry) + "\n"));
    }

    /// <summary>Puts what was added on disk.</summary>
    public void Sync() => _file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
