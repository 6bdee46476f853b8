using System.Security.Cryptography;
using System.Text;
using TaskForce.Client.Devices;

namespace TaskForce.Client;

/// <summary>The key with which what a field unit keeps is encrypted on its device (AES-256-GCM, of the platform).</summary>
public sealed class StoreKey
{
    /// <summary>Bytes of a key.</summary>
    public const int Length = 32;

    /// <summary>How often a passphrase is hashed (PBKDF2 with HMAC-SHA-256, as OWASP's cheat sheet on password storage advises).</summary>
    public const int Rounds = 600_000;

    private readonly byte[] _secret;
    private readonly bool _isPassphrase;

    private StoreKey(byte[] secret, bool isPassphrase) => (_secret, _isPassphrase) = (secret, isPassphrase);

    /// <summary>A key that the app has from the device's key store.</summary>
    /// <param name="key"><see cref="Length"/> random bytes.</param>
    public static StoreKey FromBytes(ReadOnlySpan<byte> key) => key.Length == Length
        ? new([.. key], isPassphrase: false)
        : throw new ArgumentException($"A key has {Length} bytes, not {key.Length}.", nameof(key));

    /// <summary>A key that is made of what the user types: it takes some tenths of a second at each start, for whoever guesses too.</summary>
    public static StoreKey FromPassphrase(string passphrase) => new(Encoding.UTF8.GetBytes(passphrase), isPassphrase: true);

    /// <summary>
    /// A key in a file, which is made if it is missing and which its owner alone may read. It protects what is copied or taken without that file: a
    /// memory card, a backup of the data.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read or made.</exception>
    /// <exception cref="InvalidDataException">It holds no key.</exception>
    public static StoreKey InFile(string path)
    {
        if (!File.Exists(path))
        {
            // Of two first starts, one key wins for both.
            PrivateFile.Write(path, file => file.Write(RandomNumberGenerator.GetBytes(Length)), overwrite: false);
        }

        var key = File.ReadAllBytes(path);
        return key.Length == Length ? FromBytes(key) : throw new InvalidDataException($"{path} is no key of {Length} bytes.");
    }

    /// <summary>The key itself, for a store with this salt.</summary>
    internal byte[] Derive(byte[] salt) => _isPassphrase ? Rfc2898DeriveBytes.Pbkdf2(_secret, salt, Rounds, HashAlgorithmName.SHA256, Length) : _secret;
}
