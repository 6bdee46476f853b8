using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>
/// Remembers which signatures a key was seen to have made, so that the same token on the next call costs a hash and not a curve. Nothing else is remembered: issuer, audience, times and
/// whether the issuer still names the key are checked anew for each call. Thread safe.
/// </summary>
internal sealed class VerifiedSignatures : CryptoProviderFactory
{
    private readonly ConditionalWeakTable<SecurityKey, Memory> _memories = [];

    /// <inheritdoc/>
    public override SignatureProvider CreateForVerifying(SecurityKey key, string algorithm) => Remember(base.CreateForVerifying(key, algorithm));

    /// <inheritdoc/>
    public override SignatureProvider CreateForVerifying(SecurityKey key, string algorithm, bool cacheProvider) => Remember(base.CreateForVerifying(key, algorithm, cacheProvider));

    /// <inheritdoc/>
    public override void ReleaseSignatureProvider(SignatureProvider signatureProvider) =>
        base.ReleaseSignatureProvider(signatureProvider is Remembering remembering ? remembering.Inner : signatureProvider);

    // The one overload of the base may call the other.
    private Remembering Remember(SignatureProvider provider) => provider as Remembering ?? new(provider, _memories.GetValue(provider.Key, _ => new()));

    /// <summary>The digests of what a key has signed; those that were not seen again for long are forgotten.</summary>
    private sealed class Memory
    {
        // Some hundred bytes each, twice.
        private const int Most = 20_000;

        private ConcurrentDictionary<Digest, bool> _young = [];
        private ConcurrentDictionary<Digest, bool> _old = [];

        public bool Knows(Digest digest)
        {
            if (_young.ContainsKey(digest))
            {
                return true;
            }

            var isKnown = _old.ContainsKey(digest);
            if (isKnown)
            {
                Add(digest);
            }

            return isKnown;
        }

        public void Add(Digest digest)
        {
            // Two threads may turn a page each: then more is forgotten, which costs a check.
            if (_young.Count >= Most)
            {
                (_old, _young) = (_young, []);
            }

            _young[digest] = true;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Digest(ulong First, ulong Second, ulong Third, ulong Fourth)
    {
        public static Digest Of(string algorithm, ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
        {
            Span<byte> lengths = stackalloc byte[2 * sizeof(int)];
            MemoryMarshal.Write(lengths, input.Length);
            MemoryMarshal.Write(lengths[sizeof(int)..], signature.Length);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(lengths);
            hash.AppendData(input);
            hash.AppendData(signature);
            hash.AppendData(Encoding.UTF8.GetBytes(algorithm));
            Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
            hash.GetHashAndReset(bytes);
            return MemoryMarshal.Read<Digest>(bytes);
        }
    }

    private sealed class Remembering(SignatureProvider inner, Memory memory) : SignatureProvider(inner.Key, inner.Algorithm)
    {
        public SignatureProvider Inner => inner;

        public override byte[] Sign(byte[] input) => inner.Sign(input);

        public override bool Verify(byte[] input, byte[] signature) => Verify(input, 0, input.Length, signature, 0, signature.Length);

        public override bool Verify(byte[] input, int inputOffset, int inputLength, byte[] signature, int signatureOffset, int signatureLength)
        {
            var digest = Digest.Of(Algorithm, input.AsSpan(inputOffset, inputLength), signature.AsSpan(signatureOffset, signatureLength));
            if (memory.Knows(digest))
            {
                return true;
            }

            var isGood = inner.Verify(input, inputOffset, inputLength, signature, signatureOffset, signatureLength);
            if (isGood)
            {
                memory.Add(digest);
            }

            return isGood;
        }

        // The factory that made the inner one has it, and may give it to others.
        protected override void Dispose(bool disposing)
        {
        }
    }
}
