using CsCheck;
using TaskForce.Client.Audit;

namespace TaskForce.Client.Tests.Audit;

/// <summary>What a third party finds in a copy, with nothing but the copy.</summary>
public sealed class AuditCopyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("taskforce-audit-");
    private readonly SampleLog _log = SampleLog.Make();

    public void Dispose()
    {
        _log.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Verify_WholeCopy_FindsNothingAndKnowsTheSigners()
    {
        var verifier = new AuditVerifier();

        Assert.Null(AuditCopy.Verify(Written(), verifier));
        Assert.Equal(("roster", 13L, 0L, 11L), (verifier.Service, verifier.Last, verifier.Closed, verifier.Checkpoints["DE"].Number));
    }

    /// <summary>The law: whichever byte is another, it is found.</summary>
    [Fact]
    public void Verify_AnyByteChanged_IsFound()
    {
        var (good, file) = (File.ReadAllBytes(Written()), Path.Combine(_directory.FullName, "bad"));

        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte[1, 255]).Sample((place, change) =>
        {
            var bad = (byte[])good.Clone();
            bad[place] ^= change;
            File.WriteAllBytes(file, bad);
            return AuditCopy.Verify(file, new()) is not null;
        }, iter: 3000, threads: 1);
    }

    [Fact]
    public void Verify_EveryByteWithItsLowestBitChanged_IsFound()
    {
        var (good, file) = (File.ReadAllBytes(Written()), Path.Combine(_directory.FullName, "bad"));

        for (var place = 0; place < good.Length; place++)
        {
            good[place] ^= 1;
            File.WriteAllBytes(file, good);
            Assert.True(AuditCopy.Verify(file, new()) is not null, $"The change of byte {place} was not found.");
            good[place] ^= 1;
        }
    }

    /// <summary>Lines may be lost, doubled and exchanged in any way: all but the loss of the end is found.</summary>
    [Fact]
    public void Verify_LinesTakenPutOrExchanged_IsFoundUnlessItIsTheBeginning()
    {
        var good = File.ReadAllLines(Written());

        Gen.Int[1, good.Length - 1].Array[0, good.Length + 3].Sample(order =>
        {
            var file = Write([good[0], .. order.Select(line => good[line])]);
            var isBeginning = order.SequenceEqual(Enumerable.Range(1, order.Length));
            return AuditCopy.Verify(file, new()) is null == isBeginning;
        }, iter: 500, threads: 1);
    }

    [Theory]
    [InlineData(new[] { 1, 3 }, AuditFindingKind.Removed, 2)]
    [InlineData(new[] { 1, 3, 2 }, AuditFindingKind.Reordered, 2)]
    [InlineData(new[] { 1, 2, 2 }, AuditFindingKind.Inserted, 2)]
    public void Verify_LinesOutOfPlace_NamesTheEntry(int[] order, AuditFindingKind kind, long number)
    {
        var good = File.ReadAllLines(Written());

        var finding = AuditCopy.Verify(Write([good[0], .. order.Select(line => good[line])]), new());

        Assert.Equal((kind, number), (finding?.Kind, finding?.Number));
    }

    [Fact]
    public void Verify_ValueWithheld_IsNoFault()
    {
        _log.Entries[0].Values.Clear();
        var verifier = new AuditVerifier();

        Assert.Null(AuditCopy.Verify(Written(), verifier));
        Assert.Equal(1, verifier.Closed);
    }

    [Fact]
    public void Verify_KeyIsNotAmongThoseGiven_SaysWhichCheckpoint()
    {
        using var other = SampleLog.Make();

        var finding = AuditCopy.Verify(Written(), new([.. AuditCopy.ReadKeys(other.Key.ExportSubjectPublicKeyInfoPem())]));

        Assert.Equal((AuditFindingKind.KeyUnknown, 4L), (finding?.Kind, finding?.Number));
        Assert.Null(AuditCopy.Verify(Written(), new([.. AuditCopy.ReadKeys(_log.Key.ExportSubjectPublicKeyInfoPem())])));
    }

    [Fact]
    public void FindDivergence_TwoHistories_NamesTheFirstEntryThatDiffers()
    {
        // Its checkpoints are signed with another key, and the first of them is entry 4.
        using var other = SampleLog.Make();

        Assert.Equal(4, AuditCopy.FindDivergence(VerifierOf(_log, 13), VerifierOf(other, 13)));
        Assert.Null(AuditCopy.FindDivergence(VerifierOf(_log, 13), VerifierOf(_log, 7)));
        Assert.Null(AuditCopy.FindDivergence(VerifierOf(_log, 3), VerifierOf(other, 3)));
    }

    [Fact]
    public void Open_LastLineCutOff_GoesOnFromTheLineBefore()
    {
        var file = Written();
        using (var cut = File.OpenWrite(file))
        {
            cut.SetLength(cut.Length - 20);
        }

        Assert.Equal(AuditFindingKind.Unreadable, AuditCopy.Verify(file, new())?.Kind);
        using (var copy = AuditCopyWriter.Open(file))
        {
            Assert.Equal(12, copy.Verifier.Last);
            copy.Append(_log.Entries[12]);
        }

        Assert.Null(AuditCopy.Verify(file, new()));
    }

    [Fact]
    public void Append_EntryOfAnotherHistory_IsRefusedAndNotWritten()
    {
        using var other = SampleLog.Make("something-else");
        var file = Path.Combine(_directory.FullName, "copy");
        using (var copy = AuditCopyWriter.Open(file))
        {
            foreach (var entry in _log.Entries.Take(8))
            {
                copy.Append(entry);
            }

            Assert.Equal((AuditFindingKind.Changed, 9L), Refused(copy, other));
        }

        Assert.Null(AuditCopy.Verify(file, new()));
    }

    private static (AuditFindingKind, long) Refused(AuditCopyWriter copy, SampleLog other)
    {
        var finding = Assert.Throws<AuditCopyException>(() => copy.Append(other.Entries[8])).Finding;
        return (finding.Kind, finding.Number);
    }

    private static AuditVerifier VerifierOf(SampleLog log, int count)
    {
        var verifier = new AuditVerifier();
        Assert.All(log.Entries.Take(count), entry => Assert.Null(verifier.Check(entry)));
        return verifier;
    }

    private string Written() => _log.Write(Path.Combine(_directory.FullName, "copy"));

    private string Write(IEnumerable<string> lines)
    {
        var file = Path.Combine(_directory.FullName, "lines");
        File.WriteAllText(file, string.Concat(lines.Select(line => line + "\n")));
        return file;
    }
}
