using System.Security.Cryptography;
using System.Text.Json;
using TaskForce.Client.Devices;

namespace TaskForce.Client;

/// <summary>
/// Where a device keeps its certificate and key from one start to the next: a file that its user alone may read, with the key encrypted if
/// there is a passphrase.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="passphrase">Encrypts the key; null leaves it as it is.</param>
public sealed class DeviceFile(string path, string? passphrase = null)
{
    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Whether a device was enrolled here.</summary>
    public bool Exists => File.Exists(path);

    /// <summary>The door at which the device was enrolled, and what it shows there.</summary>
    /// <exception cref="IOException">There is none, it is damaged, or the passphrase is wrong.</exception>
    public (Uri Gateway, DeviceCredential Credential) Read()
    {
        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllText(path))!;
            return (kept.Gateway, DeviceCredential.FromPem(kept.Certificate, kept.Key, passphrase));
        }
        catch (Exception damage) when (damage is JsonException or CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{path} cannot be used: {damage.Message}", damage);
        }
    }

    /// <summary>Keeps what the device shows at a door from now on. It is on disk when this returns.</summary>
    public void Write(Uri gateway, DeviceCredential credential)
    {
        var (certificate, key) = credential.ToPem(passphrase);
        PrivateFile.Write(path, file => JsonSerializer.Serialize(file, new Kept(gateway, certificate, key)));
    }

    private sealed record Kept(Uri Gateway, string Certificate, string Key);
}
