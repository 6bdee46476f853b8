using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using TaskForce.Bench;

namespace TaskForce.Audit;

/// <summary>Callers that ask as fast as they are answered.</summary>
internal sealed class Trial
{
    private readonly ConcurrentBag<TimeSpan> _times = [];
    private TimeSpan _spent;

    public double PerSecond => _times.Count / _spent.TotalSeconds;

    public Latencies Times => new(_times);

    public async Task RunAsync(IReads reads, int callers, TimeSpan length, Func<CallInvoker, int, Task> ask, bool isCounted)
    {
        var invoker = reads.As("dispatcher.de");
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var number = caller; watch.Elapsed < length; number += callers)
            {
                var begun = watch.Elapsed;
                await ask(invoker, number);
                if (isCounted)
                {
                    _times.Add(watch.Elapsed - begun);
                }
            }
        })));
        _spent += isCounted ? watch.Elapsed : TimeSpan.Zero;
    }
}
