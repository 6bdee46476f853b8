using Google.Protobuf;
using TaskForce.Tasking.V1;
using static TaskForce.Client.Tests.Packages.Signatory;

namespace TaskForce.Client.Tests.Packages;

public sealed class TaskPackageVerifierTests : IDisposable
{
    private readonly Signatory _germany = new("DE");
    private readonly Signatory _morocco = new("MA");
    private readonly Signatory _stranger = new("DE");

    public void Dispose()
    {
        _germany.Dispose();
        _morocco.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public void Signed_ByKnownNations_VerifiesAndNamesThem()
    {
        var package = Order("port");

        var verified = new TaskPackageVerifier([_germany.Public, _morocco.Public]).Verify(_germany.Sign(package, _morocco));

        Assert.Equal(package, verified.Content);
        Assert.Equal(["DE", "MA"], verified.Nations);
    }

    [Fact]
    public void Signed_BySomebodyWhoIsNotKnownToo_CountsForThoseWhoAre() =>
        Assert.Equal(["MA"], new TaskPackageVerifier([_morocco.Public]).Verify(_stranger.Sign(Order("port"), _morocco)).Nations);

    [Fact]
    public void Signed_ByNobodyKnown_IsRefused() => Assert.Equal(TaskPackageFault.UnknownKey, FaultOf(_stranger.Sign(Order("port"))));

    [Fact]
    public void Signed_WithoutAnyKeys_IsRefused() =>
        Assert.Equal(TaskPackageFault.UnknownKey, Assert.Throws<TaskPackageException>(() => new TaskPackageVerifier([]).Verify(_germany.Sign(Order("port")))).Fault);

    [Fact]
    public void AnyByteChanged_IsRefused()
    {
        var whole = _germany.Sign(Order("port")).CoseSign.ToByteArray();
        var verifier = new TaskPackageVerifier([_germany.Public]);
        for (var i = 0; i < whole.Length; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[i] ^= 1;

            Assert.Throws<TaskPackageException>(() => verifier.Verify(new() { CoseSign = ByteString.CopyFrom(changed) }));
            Assert.Throws<TaskPackageException>(() => verifier.Verify(new() { CoseSign = ByteString.CopyFrom(whole.AsSpan(0, i)) }));
        }
    }

    [Fact]
    public void KeyThatClaimsAnothersId_IsNotTaken()
    {
        // A list of keys is looked up by what the keys are, not by what it says they are.
        var forged = new PackageKey { Nation = "DE", PublicKey = _stranger.Public.PublicKey, Id = _germany.Public.Id };

        Assert.Throws<TaskPackageException>(() => new TaskPackageVerifier([forged]).Verify(_germany.Sign(Order("port"))));
    }

    [Fact]
    public void OtherContent_ThoughSigned_IsRefused()
    {
        Assert.Equal(TaskPackageFault.Unreadable, FaultOf(_germany.Sign(Order("port").ToByteArray(), "text/plain")));
        Assert.Equal(TaskPackageFault.Unreadable, FaultOf(_germany.Sign([0xff], TaskPackages.ContentType)));
        Assert.Equal(TaskPackageFault.Unreadable, FaultOf(_germany.Sign(new TaskPackage(Order("port")) { Version = 2 })));
        Assert.Equal(TaskPackageFault.Unreadable, FaultOf(new()));
    }

    private TaskPackageFault FaultOf(SignedTaskPackage package) =>
        Assert.Throws<TaskPackageException>(() => new TaskPackageVerifier([_germany.Public, _morocco.Public]).Verify(package)).Fault;
}
