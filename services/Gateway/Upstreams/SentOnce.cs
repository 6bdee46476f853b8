namespace TaskForce.Gateway.Upstreams;

/// <summary>
/// Keeps what changes something from being sent twice: below, a request by HTTP/1.1 that has no body is sent again when its connection ends without an answer, whatever its method; one with a body is not,
/// and an empty one is a body.
/// </summary>
internal sealed class SentOnce(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is null && request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            request.Content = new ByteArrayContent([]);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
