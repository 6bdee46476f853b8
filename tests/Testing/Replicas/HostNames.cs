using System.Diagnostics;
using System.Text;

namespace TaskForce.Testing.Replicas;

/// <summary>
/// Names of hosts that only the processes of a test know, as those of a cluster's DNS: a file in the place of <c>/etc/hosts</c>, in a mount namespace of each process. They change while
/// the processes run. Needs Linux, and the right to make such a namespace: as root, or where users may have namespaces of their own.
/// </summary>
public sealed class HostNames : IDisposable
{
    private const string Hosts = "/etc/hosts";

    // Every write is whole and of this size, so that whoever reads meanwhile never finds a part of the file.
    private const int Size = 4096;

    private readonly FileInfo _file = new(Path.Combine(Path.GetTempPath(), $"taskforce-hosts-{Guid.NewGuid():N}"));
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<string>> _names = new(StringComparer.Ordinal);
    private readonly FileStream _stream;

    public HostNames()
    {
        _stream = new(_file.FullName, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Write();
    }

    /// <summary>Why there cannot be any on this machine; null if there can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    /// <summary>The words that run a program, which follows them, where these names are known. The program is the same process.</summary>
    public IReadOnlyList<string> Enter =>
        [.. Namespace, "sh", "-c", $"mount --bind \"$1\" {Hosts} && shift && exec \"$@\"", "sh", _file.FullName];

    private static string[] Namespace => Environment.IsPrivilegedProcess ? ["unshare", "--mount"] : ["unshare", "--map-root-user", "--mount"];

    /// <summary>From now on a name has one more address.</summary>
    public void Add(string name, string address) => Change(name, addresses => addresses.Add(address));

    /// <summary>From now on a name does not have an address any more.</summary>
    public void Remove(string name, string address) => Change(name, addresses => addresses.Remove(address));

    public void Dispose()
    {
        _stream.Dispose();
        _file.Delete();
    }

    private void Change(string name, Action<List<string>> change)
    {
        lock (_gate)
        {
            change(_names.TryGetValue(name, out var known) ? known : _names[name] = []);
            Write();
        }
    }

    private void Write()
    {
        var lines = _names.SelectMany(name => name.Value.Select(address => $"{address} {name.Key}\n")).Prepend("127.0.0.1 localhost\n");
        _stream.Position = 0;
        _stream.Write(Encoding.ASCII.GetBytes(string.Concat(lines).PadRight(Size, '\n')));
    }

    private static string? FindObstacle()
    {
        try
        {
            using var names = new HostNames();
            names.Add("taskforce.test", "127.0.0.2");
            var start = new ProcessStartInfo(names.Enter[0], [.. names.Enter.Skip(1), "getent", "hosts", "taskforce.test"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var (said, fault) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEnd());
            process.WaitForExit();
            return said.Result.StartsWith("127.0.0.2", StringComparison.Ordinal) ? null : $"No names of one's own on this machine: {fault.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return $"No names of one's own on this machine: {missing.Message}";
        }
    }
}
