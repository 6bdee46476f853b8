using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Probes;
using TaskForce.ServiceDefaults.Tls;

namespace TaskForce.ServiceDefaults.Peers;

/// <summary>Mutual TLS between the gateway and the services, by certificate files. Section <c>Peers:Tls</c>. Off without a certificate.</summary>
internal sealed class PeerTlsOptions
{
    /// <summary>The file of this process's own certificate (PEM), followed by the intermediate ones.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>The file of its private key (PEM).</summary>
    public string Key { get; set; } = "";

    /// <summary>The file of the authorities that may issue the others' certificates (PEM): these and no others.</summary>
    public string Authorities { get; set; } = "";

    /// <summary>Who may call this service: DNS names of certificates, with commas between.</summary>
    public string Callers { get; set; } = "";

    public bool IsOn => Certificate.Length > 0;

    public IReadOnlyList<string> CallerNames => Callers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

/// <param name="configuration">Where the other URLs are.</param>
/// <param name="hasDoors">Whether the process has doors that only peers may use: the services, not the gateway.</param>
internal sealed class PeerTlsOptionsValidator(IConfiguration configuration, bool hasDoors) : IValidateOptions<PeerTlsOptions>
{
    public ValidateOptionsResult Validate(string? name, PeerTlsOptions options)
    {
        string[] faults = [.. options.IsOn ? FindFaults(options) : FindLeftOver(options)];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> FindLeftOver(PeerTlsOptions options)
    {
        if (options.Key.Length > 0 || options.Authorities.Length > 0)
        {
            yield return "Peers:Tls:Certificate must name a file: without it the rest of Peers:Tls does nothing.";
        }
    }

    private IEnumerable<string> FindFaults(PeerTlsOptions options)
    {
        foreach (var fault in OwnCertificate.FindFaults(options.Certificate, options.Key, "Peers:Tls").Concat(FindFaults(options.Authorities)))
        {
            yield return fault;
        }

        foreach (var (key, url) in Urls().Where(url => !url.Value.StartsWith("https://", StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"{key} must be HTTPS where Peers:Tls is on, not '{url}'.";
        }

        if (hasDoors && options.CallerNames.Count == 0)
        {
            yield return "Peers:Tls:Callers must name who may call this service.";
        }
    }

    private static IEnumerable<string> FindFaults(string authorities)
    {
        X509Certificate2Collection all = [];
        string? cause = null;
        try
        {
            all.ImportFromPemFile(authorities);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            cause = unusable.Message;
        }

        return all.Count > 0 ? [] : [$"Peers:Tls:Authorities '{authorities}' cannot be used: {cause ?? "it has no certificate"}"];
    }

    private IEnumerable<(string Key, string Value)> Urls()
    {
        var doors = hasDoors ? configuration.GetSection("Kestrel:Endpoints").GetChildren().Where(door => door.Key != ProbesModule.Door || door["Url"] != configuration["Probes:Url"]).Select(door => door.GetSection("Url")) : [];
        var peers = configuration.GetSection("Peers").GetChildren();
        var upstreams = configuration.GetSection("Upstreams").GetChildren().SelectMany(upstream => upstream.GetChildren());
        return doors.Concat(peers).Concat(upstreams).Where(url => url.Value is not null).Select(url => (url.Path, url.Value!));
    }
}
