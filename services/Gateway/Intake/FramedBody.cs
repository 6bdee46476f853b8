using System.Buffers.Text;
using TaskForce.Gateway.Refusals;

namespace TaskForce.Gateway.Intake;

/// <summary>Passes a gRPC request's body on and breaks off where it is not framed as it should be.</summary>
/// <param name="inner">The body.</param>
/// <param name="frames">Follows it.</param>
/// <param name="isText">Whether it is Base64, as gRPC-Web's text form has it.</param>
internal sealed class FramedBody(Stream inner, FrameReader frames, bool isText) : Stream
{
    private readonly byte[] _four = new byte[4];
    private int _held;

    /// <summary>Whether any of it was passed on, which cannot be had again.</summary>
    public bool IsBegun { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        IsBegun |= read > 0;
        if (buffer.Length > 0 && Check(buffer.Span[..read]) is { } fault)
        {
            throw new RefusedException(fault);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    private Refusal? Check(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        0 => _held > 0 ? FrameReader.Broken : frames.End(),
        _ => isText ? CheckText(bytes) : frames.Read(bytes),
    };

    // Each four characters are three bytes, or fewer where a part ends: a body may be several texts one after another.
    private Refusal? CheckText(ReadOnlySpan<byte> text)
    {
        Span<byte> bytes = stackalloc byte[3];
        foreach (var character in text)
        {
            _four[_held++] = character;
            if (_held < _four.Length)
            {
                continue;
            }

            _held = 0;
            if (Base64.DecodeFromUtf8(_four, bytes, out _, out var count) != System.Buffers.OperationStatus.Done)
            {
                return FrameReader.Broken;
            }

            if (frames.Read(bytes[..count]) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }
}
