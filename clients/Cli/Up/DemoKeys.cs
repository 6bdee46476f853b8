using System.Security.Cryptography;
using TaskForce.Client.Devices;

namespace TaskForce.Cli.Up;

/// <summary>The keys with which the demo's nations sign: made once, for development. A real nation's key does not lie beside the data.</summary>
internal static class DemoKeys
{
    private static readonly string[] Nations = ["DE", "MA"];

    /// <summary>The key files of a data directory, made if they are not there.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="purpose">What they sign: <c>audit</c> or <c>packages</c>.</param>
    /// <exception cref="UpException">They cannot be written.</exception>
    public static IReadOnlyList<(string Nation, string File)> Of(string data, string purpose) =>
        [.. Nations.Select(nation => (nation, Make(Path.Combine(Path.GetFullPath(data), "keys", $"{purpose}-{nation}.pem"))))];

    private static string Make(string file)
    {
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
            throw new UpException($"The demo's keys cannot be written to {file}: {fault.Message}", fault);
        }
    }
}
