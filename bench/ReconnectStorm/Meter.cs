using System.Diagnostics;
using System.Globalization;

namespace TaskForce.ReconnectStorm;

/// <summary>Watches what a process takes, five times a second, until it is disposed or the process has ended.</summary>
internal sealed class Meter : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _end = new();
    private readonly Queue<(long Time, TimeSpan Processor)> _second = [];
    private readonly Process _process;
    private readonly TimeSpan _before;
    private readonly Task _watching;

    public Meter(int process)
    {
        _process = Process.GetProcessById(process);
        _before = _process.TotalProcessorTime;
        _watching = WatchAsync();
    }

    /// <summary>The most memory, in MB.</summary>
    public int PeakMemory { get; private set; }

    /// <summary>The most processor time within a second, in percent of one core.</summary>
    public int PeakProcessor { get; private set; }

    /// <summary>Processor time since the beginning.</summary>
    public TimeSpan Processor { get; private set; }

    /// <summary>As a part of a line: peak of memory, peak of one core, seconds of processor time.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PeakMemory,5} MB {PeakProcessor,4} % {Processor.TotalSeconds,5:0.0} s");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching;
        _process.Dispose();
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        using var ticks = new PeriodicTimer(Interval);
        try
        {
            do
            {
                Look();
            }
            while (await ticks.WaitForNextTickAsync(_end.Token));
        }
        catch (Exception over) when (over is OperationCanceledException or InvalidOperationException)
        {
            return;
        }
    }

    private void Look()
    {
        _process.Refresh();
        var (now, processor) = (Stopwatch.GetTimestamp(), _process.TotalProcessorTime);
        PeakMemory = Math.Max(PeakMemory, (int)(_process.WorkingSet64 >> 20));
        Processor = processor - _before;
        _second.Enqueue((now, processor));
        while (Stopwatch.GetElapsedTime(_second.Peek().Time, now) > TimeSpan.FromSeconds(1))
        {
            var (then, less) = _second.Dequeue();
            PeakProcessor = Math.Max(PeakProcessor, (int)(100 * (processor - less) / Stopwatch.GetElapsedTime(then, now)));
        }
    }
}
