using Google.Protobuf.Reflection;
using TaskForce.Gateway.OpenApi;
using TaskForce.Type.V1;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace TaskForce.Gateway.Upstreams;

/// <summary>What goes where, read from the contracts, so that a new method needs no new route.</summary>
internal static class UpstreamRoutes
{
    // Only a backstop: heartbeats keep watches busy, pings find a dead peer on either side, and a device's stream may
    // rightly be silent for many minutes.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);

    private const string Anyone = "anonymous";

    private static readonly RouteHeader Grpc = ContentType(HeaderMatchMode.HeaderPrefix, "application/grpc");
    private static readonly RouteHeader NotGrpcWeb = ContentType(HeaderMatchMode.NotContains, "application/grpc-web");
    private static readonly RouteHeader GrpcWeb = ContentType(HeaderMatchMode.HeaderPrefix, "application/grpc-web");

    public static IReadOnlyList<RouteConfig> Routes { get; } =
    [
        .. Contracts.Services.SelectMany(ForCalls),
        .. OpenMethods.SelectMany(ForAnyone),
        .. Contracts.Files.SelectMany(RestPrefixes, (file, prefix) => (Area: Area.Of(file), prefix)).Distinct().GroupBy(rest => rest.prefix)
            .SelectMany(rest => rest.Count() == 1 ? [Route($"{rest.Key}/{{**rest}}", $"{rest.Single().Area}-http")] : ForEachPath(rest.Key)),
    ];

    /// <summary>Whether the call is of a method that anyone may call.</summary>
    public static bool IsOpen(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>()?.Config.AuthorizationPolicy == Anyone;

    public static IReadOnlyList<ClusterConfig> Clusters(UpstreamsOptions upstreams) =>
    [
        .. upstreams.SelectMany(upstream => new[]
        {
            Cluster($"{upstream.Key.ToLowerInvariant()}-grpc", upstream.Value.Grpc, new(2, 0)),
            Cluster($"{upstream.Key.ToLowerInvariant()}-http", upstream.Value.Http, new(1, 1)),
        }),
    ];

    // The proxy lifts the limit of a request's body for gRPC over HTTP/2, where a stream of small messages grows without end;
    // each message is limited by the service.
    private static IEnumerable<RouteConfig> ForCalls(ServiceDescriptor service) =>
    [
        Route($"/{service.FullName}/{{**rest}}", $"{Area.Of(service.File)}-grpc", "grpc", Grpc, NotGrpcWeb),
        Route($"/{service.FullName}/{{**rest}}", $"{Area.Of(service.File)}-http", "grpc-web", GrpcWeb),
    ];

    // What several services have a part in, such as one address for all that is on a map.
    private static IEnumerable<RouteConfig> ForEachPath(string prefix) =>
        from method in Contracts.Services.SelectMany(service => service.Methods)
        from binding in HttpBinding.Of(method)
        where PrefixOf(binding) == prefix
        select Route(binding.Template, $"{Area.Of(method.File)}-http");

    private static IEnumerable<MethodDescriptor> OpenMethods => Contracts.Services.SelectMany(service => service.Methods)
        .Where(method => method.GetOptions()?.GetExtension(AccessExtensions.Access)?.Anyone == true);

    // More particular than the routes of their services, and so before them.
    private static IEnumerable<RouteConfig> ForAnyone(MethodDescriptor method) =>
    [
        Open(Route(PathOf(method), $"{Area.Of(method.File)}-grpc", "grpc", Grpc, NotGrpcWeb)),
        Open(Route(PathOf(method), $"{Area.Of(method.File)}-http", "grpc-web", GrpcWeb)),
        .. HttpBinding.Of(method).DistinctBy(binding => binding.Template).Select(binding => Open(Route(binding.Template, $"{Area.Of(method.File)}-http"))),
    ];

    private static RouteConfig Open(RouteConfig route) => route with { AuthorizationPolicy = Anyone };

    private static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    private static RouteConfig Route(string path, string cluster, string protocol = "rest", params RouteHeader[] headers) => new()
    {
        RouteId = $"{protocol} {path}",
        ClusterId = cluster,
        Match = new() { Path = path, Headers = headers },
        AuthorizationPolicy = "default",
        TimeoutPolicy = "Disable",
    };

    private static ClusterConfig Cluster(string id, string address, Version version) => new()
    {
        ClusterId = id,
        Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = address } },
        // Each call goes to the less busy of two: streams, which last, count as well.
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HealthCheck = new() { Passive = new() { Enabled = true, Policy = ReplicaHealth.PolicyName } },
        HttpRequest = new ForwarderRequestConfig
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            ActivityTimeout = LongestSilence,
        },
    };

    // The part before the resource: `/roster/v1` of `/roster/v1/{name=members/*}`.
    private static IEnumerable<string> RestPrefixes(FileDescriptor file) =>
        from method in file.Services.SelectMany(service => service.Methods)
        from binding in HttpBinding.Of(method)
        select PrefixOf(binding);

    private static string PrefixOf(HttpBinding binding) => string.Join('/', binding.Template.Split('/').Take(3));

    private static RouteHeader ContentType(HeaderMatchMode mode, string value) => new() { Name = "Content-Type", Mode = mode, Values = [value] };
}
