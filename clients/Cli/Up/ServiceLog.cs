namespace TaskForce.Cli.Up;

/// <summary>A process's output in a file of limited size; the newest file before it is kept. Thread safe.</summary>
internal sealed class ServiceLog(string path, long maxBytes = ServiceLog.MaxBytes) : IDisposable
{
    private const long MaxBytes = 10 * 1024 * 1024;

    private readonly Lock _one = new();
    private StreamWriter _file = Open(path);

    /// <summary>Appends a line. A disk that is full costs the line, not the service.</summary>
    public void Write(string line)
    {
        lock (_one)
        {
            try
            {
                Append(line);
            }
            catch (IOException)
            {
                // Nobody reads the pipe if this throws, and a service whose pipe is full stands still.
            }
        }
    }

    public void Dispose()
    {
        lock (_one)
        {
            _file.Dispose();
        }
    }

    private void Append(string line)
    {
        if (_file.BaseStream.Position >= maxBytes)
        {
            _file.Dispose();
            File.Move(path, path + ".1", overwrite: true);
            _file = Open(path);
        }

        _file.WriteLine(line);
    }

    private static StreamWriter Open(string path) =>
        new(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
}
