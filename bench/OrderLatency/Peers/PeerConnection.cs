using System.Net.Sockets;
using System.Text;

namespace TaskForce.OrderLatency.Peers;

/// <summary>A connection to a peer: lines and bytes, buffered, as little in the way as can be.</summary>
internal sealed class PeerConnection(TcpClient client) : IDisposable
{
    private readonly NetworkStream _stream = client.GetStream();
    private readonly byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    public Task WriteAsync(string text) => WriteAsync(Encoding.ASCII.GetBytes(text));

    public async Task WriteAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>A line without its CR and LF; no longer than the buffer.</summary>
    public async Task<string> ReadLineAsync()
    {
        int at;
        while ((at = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            await FillAsync();
        }

        var line = Encoding.ASCII.GetString(_buffer, _start, at).TrimEnd('\r');
        _start += at + 1;
        return line;
    }

    public async Task<byte> ReadByteAsync()
    {
        while (_start == _end)
        {
            await FillAsync();
        }

        return _buffer[_start++];
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
        {
            if (_start == _end)
            {
                await FillAsync();
            }

            var some = Math.Min(count - read, _end - _start);
            _buffer.AsSpan(_start, some).CopyTo(bytes.AsSpan(read));
            (read, _start) = (read + some, _start + some);
        }

        return bytes;
    }

    public void Dispose() => client.Dispose();

    private async Task FillAsync()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var count = await _stream.ReadAsync(_buffer.AsMemory(_end));
        _end += count > 0 ? count : throw new InvalidOperationException("The peer has hung up.");
    }
}
