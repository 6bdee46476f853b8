using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TaskForce.Geolocation.Tracks;

/// <summary>A hash of short names that is quick and differs from process to process, so that nobody can choose names that collide.</summary>
internal static class NameHash
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;

    public static uint Of(ReadOnlySpan<byte> name)
    {
        var hash = Seed ^ (ulong)name.Length;
        while (name.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name));
            name = name[8..];
        }

        var rest = 0UL;
        for (var i = 0; i < name.Length; i++)
        {
            rest |= (ulong)name[i] << (8 * i);
        }

        hash = Mix(hash ^ rest);
        return (uint)(hash ^ (hash >> 32));
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value, Prime ^ Seed, out var low);
        return high ^ low;
    }
}
