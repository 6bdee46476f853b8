using TaskForce.ServiceDefaults.Peers;
using Yarp.ReverseProxy.Forwarder;

namespace TaskForce.Gateway.Upstreams;

/// <summary>Makes the connections that calls are passed on by.</summary>
internal sealed class UpstreamClients(Dialer dialer, PeerTls tls) : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        dialer.Configure(handler);
        handler.SslOptions = tls.ForCalls();
        // Also while no call is running, so that a call does not have to find out that the other side is gone.
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always;
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) => new SentOnce(base.WrapHandler(context, handler));
}
