using System.Net.Security;

namespace TaskForce.Client.Devices;

/// <summary>
/// Shows a device's certificate, at each call the one that it has then: a connection has one for as long as it lives, so that another
/// certificate means another connection. Calls that are open stay where they are. Thread safe.
/// </summary>
internal sealed class DeviceTransport(EnrolledDevice device, Func<SocketsHttpHandler> create) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private DeviceCredential? _shown;
    private HttpMessageInvoker? _current, _before;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Current().SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _current?.Dispose();
        _before?.Dispose();
        base.Dispose(disposing);
    }

    private HttpMessageInvoker Current()
    {
        var credential = device.Credential;
        lock (_lock)
        {
            if (credential != _shown)
            {
                // The certificate of the one before the last has ended by now, and with it its calls.
                _before?.Dispose();
                _before = _current;
                _current = new(Showing(credential));
                _shown = credential;
            }

            return _current!;
        }
    }

    private SocketsHttpHandler Showing(DeviceCredential credential)
    {
        var handler = create();
        handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(credential.Certificate, credential.Authorities, offline: true);
        return handler;
    }
}
