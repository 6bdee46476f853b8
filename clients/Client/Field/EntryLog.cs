using System.Security.Cryptography;
using System.Text.Json;

namespace TaskForce.Client.Field;

/// <summary>
/// A file that is only ever added to. A line is a JSON array of entries that hold together or not at all, encrypted if there is a key: one that a
/// power cut tore off has no line end and is dropped when the file is opened. Not thread safe.
/// </summary>
internal sealed class EntryLog : IDisposable
{
    private const byte LineEnd = (byte)'\n';

    private readonly string _path;
    private readonly StoreKey? _key;
    private FileStream _file;
    private SealedLines? _seal;

    /// <exception cref="IOException">The file cannot be used.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or the key is not its key.</exception>
    public EntryLog(string path, StoreKey? key, Action<Entry> replay)
    {
        (_path, _key) = (path, key);
        // What is still to be replaced was never used.
        File.Delete(path + ".new");
        _file = Open(path);
        try
        {
            Replay(replay);
            if (_key is not null && _file.Length == 0)
            {
                _seal = Begin(_file, _key);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes on disk.</summary>
    public long Length => _file.Length;

    /// <summary>Whether there is a key and what is there was written without.</summary>
    public bool IsToBeSealed => _key is not null && _seal is null;

    /// <summary>Adds entries; when this returns they are on disk.</summary>
    /// <exception cref="IOException">They are not: the disk is full, say. The file is as it was.</exception>
    public void Append(params IReadOnlyList<Entry> entries)
    {
        var end = _file.Position;
        try
        {
            Write(_file, _seal, entries);
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
        SealedLines? seal = null;
        using (var file = Open(_path + ".new"))
        {
            file.SetLength(0);
            seal = _key is null ? null : Begin(file, _key);
            Write(file, seal, entries);
        }

        Dispose();
        File.Move(_path + ".new", _path, overwrite: true);
        (_file, _seal) = (Open(_path), seal);
        _file.Seek(0, SeekOrigin.End);
    }

    public void Dispose()
    {
        _file.Dispose();
        _seal?.Dispose();
    }

    // Others may read it, to look at or to copy. Without a buffer, so that nothing of a line that failed is written later.
    private static FileStream Open(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private static SealedLines Begin(FileStream file, StoreKey key)
    {
        var seal = SealedLines.Begin(key);
        file.Write([.. seal.Header, LineEnd]);
        return seal;
    }

    private static void Write(FileStream file, SealedLines? seal, IReadOnlyList<Entry> entries)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(entries);
        var line = seal?.Seal(content) ?? content;
        file.Write([.. line, LineEnd]);
        file.Flush(flushToDisk: true);
        seal?.Written(line);
    }

    private void Replay(Action<Entry> replay)
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var end = Array.LastIndexOf(bytes, LineEnd) + 1;
        var isFirst = true;
        foreach (var range in bytes.AsSpan(0, end).Split(LineEnd))
        {
            foreach (var entry in Read(bytes.AsSpan(0, end)[range], isFirst))
            {
                replay(entry);
            }

            isFirst = false;
        }

        _file.SetLength(end);
        _file.Seek(end, SeekOrigin.Begin);
    }

    private Entry[] Read(ReadOnlySpan<byte> line, bool isFirst)
    {
        try
        {
            if (isFirst && SealedLines.IsHeader(line))
            {
                _seal = SealedLines.Resume(_key ?? throw new InvalidDataException($"{_path} is encrypted: it opens with its key alone."), line);
                return [];
            }

            return line.IsEmpty ? [] : JsonSerializer.Deserialize<Entry[]>(_seal is null ? line : _seal.Open(line))!;
        }
        catch (CryptographicException fault)
        {
            throw new InvalidDataException(isFirst ? $"{_path} is encrypted with another key." : $"{_path} is damaged: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{_path} is damaged: {fault.Message}", fault);
        }
    }
}
