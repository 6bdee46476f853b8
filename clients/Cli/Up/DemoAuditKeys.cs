using System.Security.Cryptography;
using TaskForce.Client.Devices;

namespace TaskForce.Cli.Up;

/// <summary>The keys with which the demo's nations sign the audit log: made once, for development. A real nation's key does not lie beside the data.</summary>
internal static class DemoAuditKeys
{
    private static readonly string[] Nations = ["DE", "MA"];

    /// <summary>The key files of a data directory, made if they are not there.</summary>
    /// <exception cref="UpException">They cannot be written.</exception>
    public static IReadOnlyList<(string Nation, string File)> Of(string data) => [.. Nations.Select(nation => (nation, Make(Path.GetFullPath(data), nation)))];

    private static string Make(string data, string nation)
    {
        var file = Path.Combine(data, "keys", $"audit-{nation}.pem");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (!File.Exists(file))
            {
                using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                using var writer = new StreamWriter(new FileStream(file, PrivateFile.Options(FileMode.CreateNew)));
                writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
            }

            return file;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UpException($"The demo's audit keys cannot be written to {file}: {fault.Message}", fault);
        }
    }
}
