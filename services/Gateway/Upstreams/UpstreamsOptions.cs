using Microsoft.Extensions.Options;

namespace TaskForce.Gateway.Upstreams;

/// <summary>Where the services are, by area. Section <c>Upstreams</c>.</summary>
internal sealed class UpstreamsOptions() : Dictionary<string, UpstreamOptions>(StringComparer.OrdinalIgnoreCase);

/// <summary>One service's two ports.</summary>
internal sealed class UpstreamOptions
{
    /// <summary>The URL of its HTTP/1.1 port, for REST and gRPC-Web.</summary>
    public string Http { get; set; } = "";

    /// <summary>The URL of its HTTP/2 port, for gRPC.</summary>
    public string Grpc { get; set; } = "";
}

internal sealed class UpstreamsOptionsValidator : IValidateOptions<UpstreamsOptions>
{
    public ValidateOptionsResult Validate(string? name, UpstreamsOptions options)
    {
        var unknown = options.Keys.Where(area => !Area.All.Contains(area, StringComparer.OrdinalIgnoreCase))
            .Select(area => $"Upstreams:{area} is no area of the contracts; they are {string.Join(", ", Area.All)}.");
        var faulty = Area.All.SelectMany(area => Check(area, options.GetValueOrDefault(area) ?? new()));
        string[] faults = [.. unknown, .. faulty];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Check(string area, UpstreamOptions upstream) =>
        new[] { ($"Upstreams:{area}:Http", upstream.Http), ($"Upstreams:{area}:Grpc", upstream.Grpc) }
            .Where(port => !Uri.TryCreate(port.Item2, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            .Select(port => $"{port.Item1} must be the URL of a port of the {area} service, not '{port.Item2}'.");
}
