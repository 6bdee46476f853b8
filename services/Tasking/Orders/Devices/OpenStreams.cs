using Microsoft.Extensions.Options;

namespace TaskForce.Tasking.Orders;

/// <summary>
/// The order streams that are open in this process: one for each device, and so many devices of a member. A device on a bad network leaves
/// streams behind that nobody has found dead yet; its newest ends the one before, so that none of them stands in its way. Thread safe.
/// </summary>
internal sealed class OpenStreams(IOptions<DeviceOptions> options)
{
    // Until then the pings have found out which are dead.
    private static readonly TimeSpan UntilDeadOnesAreFound = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, OpenStream>> _members = [];

    /// <summary>Takes a device's place; the caller disposes the stream to leave it.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Exhausted"/>, <c>TOO_MANY_DEVICES</c>.</exception>
    public OpenStream Open(string member, string device, CancellationToken caller)
    {
        lock (_lock)
        {
            var devices = _members.GetValueOrDefault(member) ?? [];
            if (devices.Remove(device, out var earlier))
            {
                earlier.Supersede();
            }
            else if (devices.Count >= options.Value.MostConnected)
            {
                var message = $"{member} receives orders on {devices.Count} devices; end one first.";
                throw new DomainException(Fault.Exhausted, "TOO_MANY_DEVICES", message) { RetryAfter = UntilDeadOnesAreFound };
            }

            _members[member] = devices;
            return devices[device] = new(stream => Close(member, device, stream), caller);
        }
    }

    private void Close(string member, string device, OpenStream stream)
    {
        lock (_lock)
        {
            if (_members.TryGetValue(member, out var devices) && devices.GetValueOrDefault(device) == stream
                && devices.Remove(device) && devices.Count == 0)
            {
                _members.Remove(member);
            }
        }
    }
}

/// <summary>One device's place among the streams.</summary>
internal sealed class OpenStream(Action<OpenStream> close, CancellationToken caller) : IDisposable
{
    // Two programs that say they are the same device take turns, and not as fast as they can.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // A caller that is there has read by then what is being written.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _writing = CancellationTokenSource.CreateLinkedTokenSource(caller);
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(caller);
    private volatile bool _isSuperseded;

    /// <summary>For each write: one that is broken off leaves no way to say why the stream ends.</summary>
    public CancellationToken Writing => _writing.Token;

    /// <summary>Does what is done for as long as the stream is open.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Exhausted"/>, <c>STREAM_SUPERSEDED</c>, when the device has opened another.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> send)
    {
        try
        {
            await send(_end.Token);
        }
        catch (OperationCanceledException) when (_isSuperseded && !caller.IsCancellationRequested)
        {
            throw new DomainException(Fault.Exhausted, "STREAM_SUPERSEDED", "This device has opened another stream of its orders.") { RetryAfter = Pause };
        }
    }

    /// <summary>Ends the stream; returns at once.</summary>
    public void Supersede()
    {
        _isSuperseded = true;
        _ = _end.CancelAsync();
        _writing.CancelAfter(Grace);
    }

    public void Dispose()
    {
        close(this);
        _end.Dispose();
        _writing.Dispose();
    }
}
