using System.Text;

namespace TaskForce.Client.Audit;

/// <summary>
/// Reads a copy line by line, to the byte: a line ends with a line feed, and what cannot be UTF-8 is no line. .NET's own reader takes other ends of lines and
/// overlooks a missing one. Not thread safe.
/// </summary>
/// <exception cref="IOException">The file cannot be read.</exception>
public sealed class AuditFile(string path) : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    private readonly MemoryStream _line = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _next;
    private int _read;

    /// <summary>How many bytes the whole lines up to here take.</summary>
    public long Length { get; private set; }

    /// <summary>The next whole line; empty for one that is no text; null at the end.</summary>
    public string? Next()
    {
        while (true)
        {
            if (_next == _read && (_read = _file.Read(_buffer, _next = 0, _buffer.Length)) == 0)
            {
                return null;
            }

            var end = _buffer.AsSpan(_next, _read - _next).IndexOf((byte)'\n');
            var length = end < 0 ? _read - _next : end;
            _line.Write(_buffer, _next, length);
            _next += end < 0 ? length : length + 1;
            if (end >= 0)
            {
                return Take();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _line.Dispose();
    }

    private string Take()
    {
        Length += _line.Length + 1;
        try
        {
            return Strict.GetString(_line.GetBuffer(), 0, (int)_line.Length);
        }
        catch (DecoderFallbackException)
        {
            return "";
        }
        finally
        {
            _line.SetLength(0);
        }
    }
}
