using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace TaskForce.Client.Field;

/// <summary>
/// Encrypts the lines of a file, each bound to the one before it: one that was changed, left out or moved cannot be read. Only lines missing at the end
/// cannot be told from lines never written. Not thread safe.
/// </summary>
internal sealed class SealedLines : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly AesGcm _cipher;
    private byte[] _before;

    private SealedLines(AesGcm cipher, byte[] header) => (_cipher, _before, Header) = (cipher, header, header);

    /// <summary>The first line of the file, which says how it is encrypted.</summary>
    public byte[] Header { get; }

    /// <summary>Begins a file.</summary>
    public static SealedLines Begin(StoreKey key)
    {
        var salt = RandomNumberGenerator.GetBytes(NonceBytes + TagBytes);
        var cipher = new AesGcm(key.Derive(salt), TagBytes);
        return new(cipher, JsonSerializer.SerializeToUtf8Bytes(new FileHeader("AES-256-GCM", salt, Seal(cipher, [], salt))));
    }

    /// <summary>Whether a file's first line says that the others are encrypted.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line) => line.StartsWith("{"u8);

    /// <summary>Goes on with a file from its first line.</summary>
    /// <exception cref="CryptographicException">It was another key.</exception>
    /// <exception cref="JsonException">It is none that is known.</exception>
    public static SealedLines Resume(StoreKey key, ReadOnlySpan<byte> header)
    {
        var said = JsonSerializer.Deserialize<FileHeader>(header)!;
        if (said.Sealed != "AES-256-GCM")
        {
            throw new JsonException($"It is encrypted by {said.Sealed}, which is not known here.");
        }

        var cipher = new AesGcm(key.Derive(said.Salt), TagBytes);
        Unseal(cipher, said.Check, said.Salt);
        return new(cipher, header.ToArray());
    }

    /// <summary>A line that says so, not yet one of the file's: <see cref="Written"/>.</summary>
    public byte[] Seal(ReadOnlySpan<byte> content) => ToText(Seal(_cipher, content, _before));

    /// <summary>The next line after this is bound to it.</summary>
    public void Written(ReadOnlySpan<byte> line) => _before = line.ToArray();

    /// <summary>What the next line says.</summary>
    /// <exception cref="CryptographicException">It is not what was written after the line before.</exception>
    public byte[] Open(ReadOnlySpan<byte> line)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(line.Length)];
        if (Base64.DecodeFromUtf8(line, bytes, out _, out var length) != System.Buffers.OperationStatus.Done || length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("It is no encrypted line.");
        }

        var content = Unseal(_cipher, bytes.AsSpan(0, length), _before);
        Written(line);
        return content;
    }

    public void Dispose() => _cipher.Dispose();

    // The nonce, the text, the tag. A nonce is random: a device writes far fewer lines with one key than the 2^32 after which one may come twice.
    private static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> content, ReadOnlySpan<byte> before)
    {
        var bytes = new byte[NonceBytes + content.Length + TagBytes];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        cipher.Encrypt(bytes.AsSpan(0, NonceBytes), content, bytes.AsSpan(NonceBytes, content.Length), bytes.AsSpan(NonceBytes + content.Length), before);
        return bytes;
    }

    private static byte[] Unseal(AesGcm cipher, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> before)
    {
        var content = new byte[bytes.Length - NonceBytes - TagBytes];
        cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], content, before);
        return content;
    }

    private static byte[] ToText(byte[] bytes)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Base64.EncodeToUtf8(bytes, text, out _, out _);
        return text;
    }

    private sealed record FileHeader(string Sealed, byte[] Salt, byte[] Check);
}
