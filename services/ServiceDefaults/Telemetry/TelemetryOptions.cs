using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Telemetry;

/// <summary>Where traces and metrics go, besides OTLP's own settings (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the others). Section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The port on which Prometheus reads <c>/metrics</c>, without TLS and without a token; 0 for none. It must be reachable for Prometheus alone.</summary>
    public int MetricsPort { get; set; }

    /// <summary>The address on which it listens: <c>localhost</c>, or the IPv4 address by which Prometheus asks. The runtime's listener knows no IPv6; send metrics by OTLP where there is nothing else.</summary>
    public string MetricsHost { get; set; } = "localhost";
}

/// <summary>Says all that is wrong with them at once.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        List<string> faults = [];
        if (options.MetricsPort is < 0 or > 65535)
        {
            faults.Add($"Telemetry:MetricsPort must be 1 to 65535, or 0 for none, not {options.MetricsPort}.");
        }

        if (string.IsNullOrWhiteSpace(options.MetricsHost))
        {
            faults.Add("Telemetry:MetricsHost must be localhost or an address.");
        }
        else if (IPAddress.TryParse(options.MetricsHost, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            faults.Add($"Telemetry:MetricsHost cannot be {options.MetricsHost}, an IPv6 address: send metrics by OTLP, and leave Telemetry:MetricsPort at 0.");
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
