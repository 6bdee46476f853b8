namespace TaskForce.TakBridge.Connections;

/// <summary>Until when a connection may last: until the device is revoked, its certificate ends, it connects anew, it goes, or the service stops.</summary>
internal sealed class SessionLimits : IDisposable
{
    private readonly Admitted _admitted;
    private readonly CancellationTokenSource _over;

    public SessionLimits(Admitted admitted, params CancellationToken[] others)
    {
        _admitted = admitted;
        _over = CancellationTokenSource.CreateLinkedTokenSource([admitted.Revoked, admitted.Expired.Token, Superseded.Token, .. others]);
    }

    /// <summary>Cancel it when the device connects anew.</summary>
    public CancellationTokenSource Superseded { get; } = new();

    public CancellationToken Over => _over.Token;

    /// <summary>Why it is over; null if the client went or the service stops.</summary>
    public SessionEnd? WhyOver => this switch
    {
        { _admitted.Revoked.IsCancellationRequested: true } => new("revoked", "the device was revoked"),
        { _admitted.Expired.IsCancellationRequested: true } => new("expired", "its certificate has ended"),
        { Superseded.IsCancellationRequested: true } => new("superseded", "the device has connected anew"),
        _ => null,
    };

    public void Dispose()
    {
        _over.Dispose();
        Superseded.Dispose();
        _admitted.Expired.Dispose();
    }
}
