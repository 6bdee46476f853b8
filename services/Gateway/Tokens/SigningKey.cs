using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace TaskForce.Gateway.Tokens;

/// <summary>A key pair that signs tokens (ES256), from a PEM file.</summary>
internal class SigningKey : IDisposable
{
    private readonly ECDsa _pair;
    private readonly ECDsa _public;

    /// <param name="path">The file of the private key.</param>
    /// <param name="mayMake">Whether a missing one is made: a demo's, at its first start.</param>
    public SigningKey(string path, bool mayMake)
    {
        if (mayMake && !File.Exists(path))
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
        GC.SuppressFinalize(this);
    }

    /// <summary>The document of keys (RFC 7517).</summary>
    public static object ToDocument(IEnumerable<SigningKey> keys) => new
    {
        keys = keys.Select(key => JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key.Public))
            .Select(jwk => new { kty = jwk.Kty, crv = jwk.Crv, x = jwk.X, y = jwk.Y, kid = jwk.Kid, use = "sig", alg = SecurityAlgorithms.EcdsaSha256 }),
    };

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
