namespace TaskForce.Cli.Up;

/// <summary>A data directory in the hands of this process, until it is disposed or the process is gone.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream heldLock)
    {
        Path = path;
        _lock = heldLock;
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Where the services' logs go.</summary>
    public string Logs => LogsOf(Path);

    /// <summary>Takes a directory, and makes it if it does not exist.</summary>
    /// <exception cref="UpException">It cannot be written, or another runner has it.</exception>
    public static DataDirectory Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(LogsOf(full));
            return new(full, Lock(full));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UpException(
                $"The data directory {full} cannot be written ({fault.Message.TrimEnd('.')}); choose another with --data or TASKFORCE_DATA.", fault);
        }
    }

    public void Dispose() => _lock.Dispose();

    // The system drops the lock of a process that is gone, so that it is never stale.
    private static FileStream Lock(string directory)
    {
        try
        {
            return new(System.IO.Path.Combine(directory, "taskforce.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            throw new UpException(
                $"The data directory {directory} is in use by another 'taskforce up'; stop that first, or choose another with --data or TASKFORCE_DATA.", fault);
        }
    }

    // .NET has no type for it: EWOULDBLOCK on Linux, on macOS, and a sharing violation on Windows.
    private static bool IsHeld(IOException fault) => fault.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string LogsOf(string path) => System.IO.Path.Combine(path, "logs");
}
