using System.Diagnostics;

namespace TaskForce.Positions;

/// <summary>What a server's process has used.</summary>
internal static class Processes
{
    public static TimeSpan TimeOf(int process)
    {
        using var server = Process.GetProcessById(process);
        return server.TotalProcessorTime;
    }

    public static long BytesOnDisk(this DirectoryInfo directory) => directory.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
