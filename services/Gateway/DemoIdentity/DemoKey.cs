using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Gateway.DemoIdentity;

/// <summary>The demo issuer's key: made at the first start, kept beside the services' data, so that tokens outlive a restart.</summary>
internal sealed class DemoKey : IDisposable
{
    private const string FileName = "demo-signing-key.pem";

    private readonly ECDsa _pair;
    private readonly ECDsa _public;

    public DemoKey(IOptions<StoreOptions> store)
    {
        var path = Path.Combine(store.Value.Directory, FileName);
        if (!File.Exists(path))
        {
            Make(path);
        }

        _pair = ECDsa.Create();
        _pair.ImportFromPem(File.ReadAllText(path));
        _public = ECDsa.Create(_pair.ExportParameters(includePrivateParameters: false));
        Private = new(_pair);
        Public = new(_public);
        Private.KeyId = Public.KeyId = Base64UrlEncoder.Encode(Public.ComputeJwkThumbprint());
    }

    /// <summary>Signs.</summary>
    public ECDsaSecurityKey Private { get; }

    /// <summary>Checks, and is published.</summary>
    public ECDsaSecurityKey Public { get; }

    public void Dispose()
    {
        _pair.Dispose();
        _public.Dispose();
    }

    // Written beside and moved, so that a crash leaves no half key; of two first starts, one key wins for both.
    private static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var draft = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(draft, options))
        {
            file.Write(key.ExportPkcs8PrivateKeyPem());
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
