namespace TaskForce.Cli.Up;

/// <summary>Keeps one process running.</summary>
internal sealed class Supervisor(ServiceSpec spec, ServiceLog log, Screen screen, TimeProvider clock) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private volatile string? _lastError;
    private volatile bool _ready;

    /// <summary>Notes that TaskForce works: from now on the process is brought back however often it ends, and its warnings count.</summary>
    public void MarkReady() => _ready = true;

    /// <summary>Asks the process to end, and does not start it again.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    /// <exception cref="UpException">The process cannot be started.</exception>
    public async Task RunAsync()
    {
        var policy = default(RestartPolicy);
        while (!_stop.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            _lastError = null;
            var exitCode = await RunOnceAsync();
            if (!_stop.IsCancellationRequested)
            {
                (policy, var pause) = policy.AfterEnd(clock.GetElapsedTime(began), _ready);
                await PauseAsync(Ending.Describe(exitCode, _lastError), pause);
            }
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        log.Dispose();
    }

    private async Task<int> RunOnceAsync()
    {
        using var process = ServiceProcess.Start(spec, OnLine, clock);
        return await process.WaitAsync(_stop.Token);
    }

    private async Task PauseAsync(string ending, TimeSpan? pause)
    {
        if (pause is not { } time)
        {
            throw new UpException($"{spec.Name} does not start; it {ending}");
        }

        screen.Say(FormattableString.Invariant($"{spec.Name} {ending}; it is started again in {time.TotalSeconds} s"));
        await Task.Delay(time, clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void OnLine(string text, bool isError)
    {
        log.Write(text);
        var line = LogLine.Parse(text, isError);
        // What nobody caught is the reason; what the runtime adds to it is not.
        if (line.Weight == Weight.Error && _lastError?.StartsWith("Unhandled exception", StringComparison.Ordinal) != true)
        {
            _lastError = line.Text;
        }

        // While all start or stop at once, that a peer is not there is no news.
        if (line.Weight == Weight.Error || (line.Weight == Weight.Warning && _ready && !_stop.IsCancellationRequested))
        {
            screen.Say($"{spec.Name,-11} {line.Text}");
        }
    }
}
