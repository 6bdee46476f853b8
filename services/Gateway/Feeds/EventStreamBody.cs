using System.Buffers;

namespace TaskForce.Gateway.Feeds;

/// <summary>
/// Makes server-sent events of the lines of JSON that a service streams, each as soon as it is whole, and leaves a refusal as it is. It holds one
/// line at most: a reader that is slow makes the service wait.
/// </summary>
/// <param name="inner">Where they go.</param>
/// <param name="response">Tells whether it is a refusal, until it has begun.</param>
internal sealed class EventStreamBody(Stream inner, HttpResponse response) : Stream
{
    // More than the services can send in one message.
    private const int LongestLine = 16 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _line = new();
    private bool _isRefusal;
    private bool _isOver;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isRefusal && response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            // What was begun before it is no event, and nobody has seen it.
            _isRefusal = true;
            _line.ResetWrittenCount();
        }

        var rest = buffer;
        while (!_isRefusal && rest.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Keep(rest[..end]);
            rest = rest[(end + 1)..];
            await SendLineAsync(cancellationToken);
        }

        Keep(rest);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <summary>Sends what is left when the answer has ended: a refusal; the last line of a feed is whole or nothing.</summary>
    public async Task EndAsync()
    {
        if (_isRefusal)
        {
            await inner.WriteAsync(_line.WrittenMemory);
        }
    }

    // As the base class has it, writing at once is for streams that nobody waits for.
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
        // What is whole was sent.
    }

    private void Keep(ReadOnlyMemory<byte> part)
    {
        if (_line.WrittenCount + part.Length > LongestLine)
        {
            throw new InvalidDataException("A service streams a line that is longer than any message.");
        }

        _line.Write(part.Span);
    }

    private async Task SendLineAsync(CancellationToken cancellation)
    {
        if (!_isOver && ServerSentEvent.Of(_line.WrittenSpan) is { } sent)
        {
            _isOver = sent.IsLast;
            await inner.WriteAsync(sent.Text, cancellation);
            await inner.FlushAsync(cancellation);
        }

        _line.ResetWrittenCount();
    }
}
