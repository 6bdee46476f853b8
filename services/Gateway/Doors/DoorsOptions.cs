using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Tls;

namespace TaskForce.Gateway.Doors;

/// <summary>Where callers come in. Section <c>Doors</c>.</summary>
internal sealed class DoorsOptions
{
    /// <summary>The door with TLS.</summary>
    public TlsDoorOptions Tls { get; set; } = new();
}

/// <summary>One port for gRPC, REST, gRPC-Web and the page, with TLS 1.2 or newer. Section <c>Doors:Tls</c>.</summary>
internal sealed class TlsDoorOptions
{
    /// <summary>For example <c>https://*:8443</c>. Empty means no such door.</summary>
    public string Url { get; set; } = "";

    /// <summary>The file of the certificate (PEM), followed by the intermediate ones. A change holds from the next connection on.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>The file of its private key (PEM).</summary>
    public string Key { get; set; } = "";
}

internal sealed class DoorsOptionsValidator(IConfiguration configuration) : IValidateOptions<DoorsOptions>
{
    public ValidateOptionsResult Validate(string? name, DoorsOptions options)
    {
        string[] faults = [.. options.Tls.Url.Length > 0 ? FindFaults(options.Tls) : FindOthers()];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> FindFaults(TlsDoorOptions tls)
    {
        if (!tls.Url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"Doors:Tls:Url must begin with https://, not '{tls.Url}'.";
        }

        foreach (var fault in OwnCertificate.FindFaults(tls.Certificate, tls.Key, "Doors:Tls"))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> FindOthers()
    {
        if (!configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
        {
            yield return "Doors:Tls:Url must say where callers come in: outside Development there is no other door unless Kestrel:Endpoints names one.";
        }
    }
}
