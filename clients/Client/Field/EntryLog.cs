using System.Text.Json;

namespace TaskForce.Client.Field;

/// <summary>
/// A file that is only ever added to. A line is a JSON array of entries that hold together or not at all: one that a power cut tore off
/// has no line end and is dropped when the file is opened. Not thread safe.
/// </summary>
internal sealed class EntryLog : IDisposable
{
    private const byte LineEnd = (byte)'\n';

    private readonly string _path;
    private FileStream _file;

    /// <exception cref="IOException">The file cannot be used.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public EntryLog(string path, Action<Entry> replay)
    {
        _path = path;
        // What is still to be replaced was never used.
        File.Delete(path + ".new");
        _file = Open(path);
        try
        {
            Replay(replay);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Length => _file.Length;

    /// <summary>Adds entries; when this returns they are on disk.</summary>
    /// <exception cref="IOException">They are not: the disk is full, say. The file is as it was.</exception>
    public void Append(params IReadOnlyList<Entry> entries)
    {
        var end = _file.Position;
        try
        {
            Write(_file, entries);
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half a line must not become the beginning of the next one.
            _file.SetLength(end);
            _file.Seek(end, SeekOrigin.Begin);
            throw;
        }
    }

    /// <summary>Begins the file anew with these entries, without a moment in which neither is there.</summary>
    public void Replace(IReadOnlyList<Entry> entries)
    {
        using (var file = Open(_path + ".new"))
        {
            Write(file, entries);
            file.Flush(flushToDisk: true);
        }

        _file.Dispose();
        File.Move(_path + ".new", _path, overwrite: true);
        _file = Open(_path);
        _file.Seek(0, SeekOrigin.End);
    }

    public void Dispose() => _file.Dispose();

    // Others may read it, to look at or to copy. Without a buffer, so that nothing of a line that failed is written later.
    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private static void Write(FileStream file, IReadOnlyList<Entry> entries) =>
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entries), LineEnd]);

    private void Replay(Action<Entry> replay)
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, LineEnd) + 1;
        foreach (var range in bytes.AsSpan(0, end).Split(LineEnd))
        {
            foreach (var entry in Read(bytes.AsSpan(0, end)[range]))
            {
                replay(entry);
            }
        }

        _file.SetLength(end);
        _file.Seek(end, SeekOrigin.Begin);
    }

    private Entry[] Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return line.IsEmpty ? [] : JsonSerializer.Deserialize<Entry[]>(line)!;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{_path} is damaged: {fault.Message}", fault);
        }
    }
}
