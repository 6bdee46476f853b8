namespace TaskForce.Cli.Up;

/// <summary>Where a running TaskForce is reached.</summary>
/// <param name="Http">HTTP/1.1: page, REST and gRPC-Web.</param>
/// <param name="Grpc">Cleartext HTTP/2: gRPC.</param>
/// <param name="Tls">The same with TLS, on one port; devices are known by their certificates there.</param>
internal sealed record Doors(Uri Http, Uri Grpc, Uri? Tls = null)
{
    /// <summary>Where TAK clients come in, if they may.</summary>
    public Uri? Tak { get; init; }

    /// <summary>Where Prometheus reads the metrics of each service, if it may.</summary>
    public IReadOnlyList<(string Service, Uri Where)> Metrics { get; init; } = [];
}
