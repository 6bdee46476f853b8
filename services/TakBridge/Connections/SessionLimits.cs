using TaskForce.ServiceDefaults.Devices;

namespace TaskForce.TakBridge.Connections;

/// <summary>Until when a connection may last: until the device is revoked, its certificate ends, it connects anew, it goes, or the service stops.</summary>
internal sealed class SessionLimits : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _superseded = new();
    private readonly Admitted _admitted;
    private readonly Action<SessionLimits> _leave;
    private readonly CancellationTokenSource _over;
    private bool _isLeft;

    /// <param name="admitted">Who may.</param>
    /// <param name="leave">Is called when it is over.</param>
    /// <param name="others">What else ends it.</param>
    public SessionLimits(Admitted admitted, Action<SessionLimits> leave, params CancellationToken[] others)
    {
        (_admitted, _leave) = (admitted, leave);
        _over = CancellationTokenSource.CreateLinkedTokenSource([admitted.Revoked, admitted.Expired.Token, _superseded.Token, .. others]);
    }

    public DeviceIdentity Device => _admitted.Device;

    public CancellationToken Over => _over.Token;

    /// <summary>Why it is over; null if the client went or the service stops.</summary>
    public SessionEnd? WhyOver => this switch
    {
        { _admitted.Revoked.IsCancellationRequested: true } => new("revoked", "the device was revoked"),
        { _admitted.Expired.IsCancellationRequested: true } => new("expired", "its certificate has ended"),
        { _superseded.IsCancellationRequested: true } => new("superseded", "the device has connected anew"),
        _ => null,
    };

    /// <summary>The device connects anew.</summary>
    public void Supersede()
    {
        lock (_gate)
        {
            if (!_isLeft)
            {
                // What hangs on it goes its own way: nobody here waits for it.
                _ = _superseded.CancelAsync();
            }
        }
    }

    public void Dispose()
    {
        _leave(this);
        lock (_gate)
        {
            _isLeft = true;
            _over.Dispose();
            _superseded.Dispose();
            _admitted.Expired.Dispose();
        }
    }
}
