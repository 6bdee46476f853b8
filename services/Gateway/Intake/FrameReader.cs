using System.Buffers.Binary;
using Google.Rpc;
using TaskForce.Gateway.Doors;
using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.Intake;

/// <summary>Follows the frames of a gRPC request as its bytes pass: one byte that says whether the message is compressed, four with its length, the message.</summary>
/// <param name="isStream">Whether the method takes more than one message.</param>
internal sealed class FrameReader(bool isStream)
{
    private const int Prefix = 5;

    /// <summary>For a request that is no sequence of frames.</summary>
    public static readonly Refusal Broken = new(Code.InvalidArgument, "REQUEST_BROKEN", "The request is not framed as gRPC frames it.");

    /// <summary>For more than a service reads at once.</summary>
    public static readonly Refusal TooLarge = new(Code.ResourceExhausted, "REQUEST_TOO_LARGE", $"A message may have at most {DoorsModule.MaxMessageBytes} bytes.")
    {
        HttpStatus = StatusCodes.Status413PayloadTooLarge,
    };

    private static readonly Refusal TooMany = new(Code.InvalidArgument, "REQUEST_BROKEN", "The method takes one message.");

    // A message of a few bytes could become one of gigabytes.
    private static readonly Refusal Compressed = new(Code.Unimplemented, "COMPRESSION_UNSUPPORTED", "Messages are not taken compressed.");

    private readonly byte[] _prefix = new byte[Prefix];
    private int _prefixed;
    private long _left;
    private bool _any;

    /// <summary>Goes on with what has arrived; says what is wrong with it, or null.</summary>
    public Refusal? Read(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_left > 0)
            {
                var passed = (int)Math.Min(_left, bytes.Length);
                _left -= passed;
                bytes = bytes[passed..];
                continue;
            }

            var taken = Math.Min(Prefix - _prefixed, bytes.Length);
            bytes[..taken].CopyTo(_prefix.AsSpan(_prefixed));
            _prefixed += taken;
            bytes = bytes[taken..];
            if (_prefixed == Prefix && Begin() is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>Says whether the request may end here.</summary>
    public Refusal? End() => _left > 0 || _prefixed > 0 || (!_any && !isStream) ? Broken : null;

    private Refusal? Begin()
    {
        var (isSecond, length) = (_any, BinaryPrimitives.ReadUInt32BigEndian(_prefix.AsSpan(1)));
        (_prefixed, _left, _any) = (0, length, true);
        return _prefix[0] switch
        {
            _ when isSecond && !isStream => TooMany,
            > 1 => Broken,
            1 => Compressed,
            _ => length > DoorsModule.MaxMessageBytes ? TooLarge : null,
        };
    }
}
