using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;

namespace TaskForce.ServiceDefaults.Identity;

/// <summary>
/// Remembers whose a token is once all of it was checked, so that the next call costs a hash and not a curve. That holds until the token runs out or its issuer's keys are fetched anew,
/// which is when one may have ended; then all is checked again. What was refused is not remembered, nor is any token itself. Thread safe.
/// </summary>
internal sealed class KnownTokens(TimeProvider clock)
{
    // Some two kilobytes each, twice: those that were not seen again for long are forgotten. Ten thousand devices have each a new one every minute.
    private const int Most = 20_000;

    private ConcurrentDictionary<Digest, KnownToken> _young = [];
    private ConcurrentDictionary<Digest, KnownToken> _old = [];

    /// <summary>What a token said when it was checked; null if it was not, or must be again.</summary>
    /// <param name="token">Its digest.</param>
    /// <param name="keysOf">The mark of what keys an issuer, by its scheme, is known to have now.</param>
    public KnownToken? Find(Digest token, Func<string, object?> keysOf)
    {
        var isYoung = _young.TryGetValue(token, out var known);
        if (known is null && !_old.TryGetValue(token, out known))
        {
            return null;
        }

        if (!ReferenceEquals(known.Keys, keysOf(known.Scheme)) || !known.IsTime(clock.GetUtcNow().UtcDateTime))
        {
            return null;
        }

        if (!isYoung)
        {
            Add(token, known);
        }

        return known;
    }

    /// <summary>Remembers what a token that was checked says.</summary>
    public void Add(Digest token, KnownToken known)
    {
        // Two threads may turn a page each: then more is forgotten, which costs a check.
        if (_young.Count >= Most)
        {
            (_old, _young) = (_young, []);
        }

        _young[token] = known;
    }

    /// <summary>What stands for a token: SHA-256 of its letters.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Digest(ulong First, ulong Second, ulong Third, ulong Fourth)
    {
        public static Digest Of(ReadOnlySpan<char> token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(MemoryMarshal.AsBytes(token), hash);
            return MemoryMarshal.Read<Digest>(hash);
        }
    }
}

/// <summary>What a token said when it was checked.</summary>
/// <param name="Scheme">The scheme of its issuer.</param>
/// <param name="Caller">Whose it is; nobody changes it.</param>
/// <param name="Keys">The mark of the issuer's keys, one of which had signed it.</param>
/// <param name="From">From when it is valid.</param>
/// <param name="To">Until when.</param>
internal sealed record KnownToken(string Scheme, ClaimsIdentity Caller, object Keys, DateTime From, DateTime To)
{
    /// <summary>Whether it is valid now, by the tolerance of the check itself.</summary>
    public bool IsTime(DateTime now) => From <= now + IdentityModule.ClockSkew && To >= now - IdentityModule.ClockSkew;
}
