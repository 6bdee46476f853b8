using System.Diagnostics;
using System.Globalization;
using TaskForce.Testing;

namespace TaskForce.Faults;

/// <summary>
/// A disk that takes no more when it is told to: a small file system in memory that is really filled, where the user may mount one;
/// elsewhere a limit of the kernel on the size of the files that the services write.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _ballast;
    private readonly bool _isMounted;

    public SmallDisk(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        (Path, _ballast) = (path, System.IO.Path.Combine(path, "ballast"));
        _isMounted = Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
    }

    public string Path { get; }

    /// <summary>What a service calls it.</summary>
    public string Reason => _isMounted ? "STORE_FULL" : "STORE_FAILING";

    /// <summary>From now on nothing more can be written.</summary>
    public void Fill(ServiceProcesses stack)
    {
        if (_isMounted)
        {
            TakeAll();
        }
        else
        {
            Limit(stack, "1");
        }
    }

    /// <summary>There is room again.</summary>
    public void Free(ServiceProcesses stack)
    {
        if (_isMounted)
        {
            File.Delete(_ballast);
        }
        else
        {
            Limit(stack, "unlimited");
        }
    }

    /// <summary>Takes all that is left, to the last block.</summary>
    public void TakeAll()
    {
        using var file = new FileStream(_ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Dispose() => _ = _isMounted && Run("umount", "--lazy", Path);

    // Only the soft limit, which the same user may lift again.
    private static void Limit(ServiceProcesses stack, string bytes)
    {
        foreach (var service in ServiceProcesses.Names)
        {
            Run("prlimit", "--pid", stack.ProcessOf(service).ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:");
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
