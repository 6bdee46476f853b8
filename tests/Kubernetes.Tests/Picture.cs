namespace TaskForce.Kubernetes.Tests;

/// <summary>Who speaks to whom at which port.</summary>
internal readonly record struct Edge(string From, string To, int Port)
{
    public override string ToString() => $"{From} -> {To}:{Port}";
}

/// <summary>
/// The picture of docs/architecture.md as a table, and what a cluster adds to it: the one place that says who may speak to whom. Names in capitals are outside
/// the namespace.
/// </summary>
internal static class Picture
{
    public const int Http = 8080;
    public const int Grpc = 8081;
    public const int Door = 8443;

    private static readonly string[] Logs = ["tasking", "roster", "geolocation", "partners"];
    private static readonly string[] All = [.. Logs, "gateway", "takbridge"];

    /// <summary>The gateway to all four, at both ports; the services among themselves, one way.</summary>
    public static IReadOnlyList<Edge> Calls { get; } =
    [
        .. Logs.SelectMany(service => new Edge[] { new("gateway", service, Http), new("gateway", service, Grpc) }),
        new("tasking", "roster", Grpc), new("tasking", "geolocation", Grpc),
        new("roster", "geolocation", Grpc),
        new("partners", "tasking", Grpc), new("partners", "geolocation", Grpc),
        new("takbridge", "tasking", Grpc), new("takbridge", "roster", Grpc), new("takbridge", "geolocation", Grpc),
    ];

    /// <summary>Whoever has a log asks the gateway for the keys of devices' tokens.</summary>
    public static IReadOnlyList<Edge> Keys { get; } = [.. Logs.Select(service => new Edge(service, "gateway", Door))];

    /// <summary>All edges of an overlay.</summary>
    public static IEnumerable<Edge> Of(Overlay overlay) =>
    [
        .. Calls, .. Keys,
        .. All.SelectMany(service => new Edge[] { new(service, "DNS", 53), new(service, "ISSUERS", 443) }),
        new("partners", "WEBHOOKS", 443),
        new("ANYBODY", "takbridge", 8089), new("DOORS", "gateway", Door),
        // Where no Gateway of the Gateway API stands before it, people come to the door itself.
        .. overlay.Has("GRPCRoute") ? Array.Empty<Edge>() : [new("ANYBODY", "gateway", Door)],
        .. overlay.Has("ServiceMonitor") ? All.Select(service => new Edge("MONITORING", service, 9464)) : [],
        .. overlay.Name.StartsWith("prod", StringComparison.Ordinal) ? All.Select(service => new Edge(service, "MONITORING", 4317)) : [],
        .. overlay.Has("Cluster") ? Database : [],
        .. overlay.Has("Resiliency") ? Logs.SelectMany(service => Sidecar(service, overlay.Name.EndsWith("kafka", StringComparison.Ordinal) ? 9093 : 4222)) : [],
    ];

    private static IEnumerable<Edge> Database =>
    [
        .. Logs.Select(service => new Edge(service, "postgres", 5432)),
        new("postgres", "postgres", 5432), new("postgres", "postgres", 8000),
        new("CNPG", "postgres", 5432), new("CNPG", "postgres", 8000),
        new("postgres", "DNS", 53), new("postgres", "API", 6443),
    ];

    private static IEnumerable<Edge> Sidecar(string service, int broker) =>
    [
        new(service, "DAPR", 50001), new(service, "DAPR", 6500), new(service, "DAPR", 50006),
        new(service, "API", 6443),
        // Partners has no events of its own.
        .. service == "partners" ? Array.Empty<Edge>() : [new(service, "BROKER", broker)],
    ];
}
