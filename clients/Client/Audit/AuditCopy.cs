using Google.Protobuf;

namespace TaskForce.Client.Audit;

/// <summary>Checks and compares copies of an audit log in files.</summary>
public static class AuditCopy
{
    /// <summary>Checks a copy from its first line to its last.</summary>
    /// <param name="file">The file.</param>
    /// <param name="verifier">A new one, which knows afterwards what the copy holds.</param>
    /// <returns>The first fault, or null.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static AuditFinding? Verify(string file, AuditVerifier verifier)
    {
        var (fault, length) = Read(file, verifier);
        return fault is null && length < new FileInfo(file).Length
            ? new(AuditFindingKind.Unreadable, verifier.Last + 1, $"the line after entry {verifier.Last} is cut off")
            : fault;
    }

    /// <summary>The same, but a last line that is cut off is no fault; also how long the whole lines are.</summary>
    internal static (AuditFinding? Fault, long Length) Read(string file, AuditVerifier verifier)
    {
        using var lines = new AuditFile(file);
        return (FirstFault(lines, verifier), lines.Length);
    }

    private static AuditFinding? FirstFault(AuditFile lines, AuditVerifier verifier)
    {
        if (lines.Next() != AuditLine.Heading)
        {
            return new(AuditFindingKind.Unreadable, 0, $"the first line is not {AuditLine.Heading}");
        }

        while (lines.Next() is { } line)
        {
            var fault = AuditLine.Read(line) is { } entry
                ? verifier.Check(entry)
                : new(AuditFindingKind.Unreadable, verifier.Last + 1, $"the line after entry {verifier.Last} is no entry: it was damaged or changed");
            if (fault is not null)
            {
                return fault.Kind == AuditFindingKind.Removed ? RemovedOrReordered(fault, lines) : fault;
            }
        }

        return null;
    }

    // Only the rest of the file tells whether an entry that is missing was taken away or put elsewhere.
    private static AuditFinding RemovedOrReordered(AuditFinding removed, AuditFile lines)
    {
        while (lines.Next() is { } line)
        {
            if (AuditLine.Read(line)?.Record.Number == removed.Number)
            {
                return new(AuditFindingKind.Reordered, removed.Number, $"entry {removed.Number} stands later than it should");
            }
        }

        return removed;
    }

    /// <summary>The first entry in which two whole copies of one service's log differ; null if one is the beginning of the other, or the same.</summary>
    public static long? FindDivergence(AuditVerifier one, AuditVerifier other)
    {
        var (least, most) = (0L, Math.Min(one.Last, other.Last));
        if (Same(most))
        {
            return null;
        }

        // A hash holds all that was before: what differs once differs ever after.
        while (most - least > 1)
        {
            var middle = least + ((most - least) / 2);
            (least, most) = Same(middle) ? (middle, most) : (least, middle);
        }

        return most;

        bool Same(long number) => one.HashOf(number).Span.SequenceEqual(other.HashOf(number).Span);
    }

    /// <summary>The keys of a PEM file in the form that checkpoints have.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It holds something else.</exception>
    public static IReadOnlyList<ByteString> ReadKeys(string pem)
    {
        var keys = new List<ByteString>();
        for (var rest = pem.AsSpan(); System.Security.Cryptography.PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            using var key = System.Security.Cryptography.ECDsa.Create();
            key.ImportFromPem(rest[found.Location]);
            keys.Add(ByteString.CopyFrom(key.ExportSubjectPublicKeyInfo()));
        }

        return keys;
    }
}
