using System.Diagnostics;
using System.Globalization;
using TaskForce.Testing;

namespace TaskForce.OrderLatency;

/// <summary>What the services' processes compute while something is measured. Their clocks tick every 10 ms: only the sum of many measurements tells.</summary>
internal sealed class ProcessorTime(LocalTaskForce stack) : IDisposable
{
    private readonly List<(string Service, Process Process)> _services =
        [.. new[] { "Gateway", "Tasking", "Roster", "Geolocation" }.Select(service => (service, Process.GetProcessById(stack.ProcessOf(service))))];

    private readonly Dictionary<string, TimeSpan> _spent = [];
    private int _count;

    public async Task<T> MeasureAsync<T>(Func<Task<T>> act)
    {
        var before = _services.ConvertAll(Read);
        var result = await act();
        foreach (var ((service, _), spent) in _services.Zip(_services.ConvertAll(Read).Zip(before, (after, earlier) => after - earlier)))
        {
            _spent[service] = _spent.GetValueOrDefault(service) + spent;
        }

        _count++;
        return result;
    }

    /// <summary>Milliseconds of processor time each time, by service.</summary>
    public override string ToString() => string.Join(", ", _spent.Select(service =>
        string.Create(CultureInfo.InvariantCulture, $"{service.Key} {service.Value.TotalMilliseconds / _count:0.0}")));

    public void Dispose() => _services.ForEach(service => service.Process.Dispose());

    private static TimeSpan Read((string Service, Process Process) service)
    {
        service.Process.Refresh();
        return service.Process.TotalProcessorTime;
    }
}
