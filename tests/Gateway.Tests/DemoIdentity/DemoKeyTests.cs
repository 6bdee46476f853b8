using Microsoft.Extensions.Options;
using TaskForce.Gateway.DemoIdentity;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Gateway.Tests.DemoIdentity;

public sealed class DemoKeyTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-test-").FullName;

    [Fact]
    public void Key_SecondStart_IsTheSame()
    {
        using var first = Open();
        using var second = Open();

        Assert.Equal(first.Public.KeyId, second.Public.KeyId);
        Assert.True(Sign(first, second));
    }

    [Fact]
    public void Key_File_IsForItsOwnerOnly()
    {
        using var key = Open();

        var file = Assert.Single(Directory.GetFiles(_directory));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private DemoKey Open() => new(Options.Create(new StoreOptions { Directory = _directory }));

    private static bool Sign(DemoKey signer, DemoKey checker)
    {
        var data = new byte[] { 1, 2, 3 };
        var hash = System.Security.Cryptography.HashAlgorithmName.SHA256;
        return checker.Public.ECDsa.VerifyData(data, signer.Private.ECDsa.SignData(data, hash), hash);
    }
}
