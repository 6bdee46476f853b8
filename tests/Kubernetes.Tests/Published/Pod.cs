using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using k8s.Models;
using TaskForce.Testing;

namespace TaskForce.Kubernetes.Tests.Published;

/// <summary>
/// One service as its manifest starts it, with the published files: not as root, with none of this environment, and nothing to write to but its volumes. What differs from a pod is that its ports are others, and
/// that its files lie below another root.
/// </summary>
internal sealed partial class Pod : IDisposable
{
    private const string User = "1654";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly V1Container _container;
    private readonly Mounts _mounts;
    private readonly Dictionary<int, int> _ports = [];
    private readonly ConcurrentQueue<string> _said = [];
    private readonly Process _process;

    /// <param name="overlay">Where its manifest is.</param>
    /// <param name="service">Which it is.</param>
    /// <param name="layout">What was published.</param>
    /// <param name="authority">Issues its certificates.</param>
    /// <param name="database">The port of its database, where it has one.</param>
    public Pod(Overlay overlay, string service, Layout layout, TestAuthority authority, int? database)
    {
        var deployment = overlay.Deployments.Single(deployment => deployment.Name() == service);
        _container = deployment.Spec.Template.Spec.Containers[0];
        _mounts = new(service, authority);
        Environment = Settings.Of(overlay, deployment).ToDictionary(setting => setting.Key, setting => Moved(setting.Key, setting.Value));
        Environment["TMPDIR"] = Path.Combine(_mounts.Root, "tmp");
        // Ends with the tests, however they end.
        Environment["Lifetime__FollowsInput"] = "true";
        if (Environment.TryGetValue("Data__Connection", out var connection))
        {
            Environment["Data__Connection"] = connection.Replace("Host=postgres-rw", $"Host=127.0.0.1;Port={database}", StringComparison.Ordinal);
        }

        AddSidecar(deployment.Spec.Template.Metadata.Annotations ?? new Dictionary<string, string>());
        _process = Start(layout.AssemblyOf(service));
    }

    public Dictionary<string, string> Environment { get; }

    /// <summary>What it has said so far.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Who it is to the system.</summary>
    public string UserId => File.ReadLines($"/proc/{_process.Id.ToString(CultureInfo.InvariantCulture)}/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];

    /// <summary>Probes as a kubelet does until the answer is yes.</summary>
    /// <exception cref="InvalidOperationException">It ended, or it is not within a minute.</exception>
    public async Task ProbeAsync(V1Probe probe)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync(probe))
        {
            if (_process.HasExited || TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                throw new InvalidOperationException($"It is not up. It said: {Said}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public V1Probe Startup => _container.StartupProbe;

    public V1Probe Readiness => _container.ReadinessProbe;

    public V1Probe Liveness => _container.LivenessProbe;

    /// <summary>Asks it to end, as a kubelet does; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _mounts.Dispose();
    }

    // What Dapr adds to a pod; the sidecar itself is away, and waited for.
    private void AddSidecar(IDictionary<string, string> annotations)
    {
        if (annotations.ContainsKey("dapr.io/enabled"))
        {
            Environment["DAPR_GRPC_PORT"] = $"{Ports.Take(1).Single()}";
            Environment["DAPR_API_TOKEN"] = "token";
        }

        if (annotations.ContainsKey("dapr.io/app-token-secret"))
        {
            Environment["APP_API_TOKEN"] = "token";
        }
    }

    private Process Start(string assembly)
    {
        string[] command = ["dotnet", assembly];
        // Whoever is not root is nobody in particular already.
        string[] all = System.Environment.IsPrivilegedProcess ? ["setpriv", "--reuid", User, "--regid", User, "--clear-groups", "--no-new-privs", .. command] : command;
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (key, value) in Environment)
        {
            start.Environment[key] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> AnswersAsync(V1Probe probe)
    {
        try
        {
            return probe.Grpc is { } grpc ? await AnswersAsync(grpc) : await AnswersAsync(probe.HttpGet);
        }
        catch (Exception silence) when (silence is RpcException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> AnswersAsync(V1GRPCAction probe)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_ports[probe.Port]}");
        var answer = await new Health.HealthClient(channel).CheckAsync(new() { Service = probe.Service ?? "" }, deadline: TimeProvider.System.GetUtcNow().AddSeconds(5).UtcDateTime);
        return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
    }

    private async Task<bool> AnswersAsync(V1HTTPGetAction probe)
    {
        var port = _ports[_container.Ports.Single(port => port.Name == probe.Port.Value).ContainerPort];
        // A kubelet does not look at the certificate.
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null } };
        using var http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(5) };
        using var answer = await http.GetAsync(new UriBuilder(probe.Scheme, "127.0.0.1", port, probe.Path).Uri);
        return answer.IsSuccessStatusCode;
    }

    private string Moved(string key, string value)
    {
        if (key is "Telemetry__MetricsPort" or "Intake__AppPort")
        {
            return $"{Ports.Take(1).Single()}";
        }

        var isDoor = key.StartsWith("Kestrel__", StringComparison.Ordinal) || key.StartsWith("Probes__", StringComparison.Ordinal) || key.StartsWith("Doors__", StringComparison.Ordinal) || key.StartsWith("Tak__", StringComparison.Ordinal);
        var here = Places().Replace(value, $"{_mounts.Root}$0");
        return !isDoor ? here : Doors().Replace(here, door => $"127.0.0.1:{Port(int.Parse(door.Groups[1].Value, CultureInfo.InvariantCulture))}");
    }

    private int Port(int declared) => _ports.TryGetValue(declared, out var port) ? port : _ports[declared] = Ports.Take(1).Single();

    [GeneratedRegex(@"(?<=^|=)/(run|data|tmp)(?=/|$|;)")]
    private static partial Regex Places();

    [GeneratedRegex(@"(?:\*|0\.0\.0\.0|127\.0\.0\.1):(\d+)")]
    private static partial Regex Doors();
}
