using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Tls;

namespace TaskForce.ServiceDefaults.Peers;

/// <summary>
/// Mutual TLS between the gateway and the services. A server has the name it is called by, a client one of those that may call; both by an authority
/// of the configuration, whatever the system trusts. Files that change hold from the next handshake on.
/// </summary>
public sealed partial class PeerTls
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientAuthentication = new("1.3.6.1.5.5.7.3.2");

    private readonly PeerTlsOptions _options;
    private readonly OwnCertificate _own;
    private readonly ReloadedFiles<X509Certificate2Collection> _authorities;
    private readonly ILogger<PeerTls> _log;

    internal PeerTls(IOptions<PeerTlsOptions> options, ILoggerFactory logs)
    {
        _options = options.Value;
        _log = logs.CreateLogger<PeerTls>();
        _own = new(_options.Certificate, _options.Key, logs.CreateLogger<OwnCertificate>());
        _authorities = new([_options.Authorities], Parse, _log);
    }

    /// <summary>How to call a peer; as usual where mutual TLS is off.</summary>
    public SslClientAuthenticationOptions ForCalls() => !_options.IsOn ? new() : new()
    {
        EnabledSslProtocols = OwnCertificate.Versions,
        LocalCertificateSelectionCallback = (_, _, _, _, _) => _own.Current.TargetCertificate,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && certificate is X509Certificate2 server && IsVouchedFor(server, chain, ServerAuthentication),
    };

    /// <summary>Makes a service's doors let in its callers and nobody else.</summary>
    internal void Guard(HttpsConnectionAdapterOptions https)
    {
        if (!_options.IsOn)
        {
            return;
        }

        _own.ShowAt(https);
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, chain, _) => IsCaller(certificate, chain);
    }

    private bool IsCaller(X509Certificate2 certificate, X509Chain? chain)
    {
        var isCaller = IsVouchedFor(certificate, chain, ClientAuthentication)
            && _options.CallerNames.Any(name => certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false));
        if (!isCaller)
        {
            LogRefused(certificate.Subject, certificate.Issuer);
        }

        return isCaller;
    }

    // The usual chain asks the system's authorities; this one only those of the configuration.
    private bool IsVouchedFor(X509Certificate2 certificate, X509Chain? presented, Oid use)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities.Value);
        chain.ChainPolicy.ExtraStore.AddRange(presented?.ChainPolicy.ExtraStore ?? []);
        chain.ChainPolicy.ApplicationPolicy.Add(use);
        // Of certificates that live for days; one that must end sooner ends by its name in Callers, or with its authority.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    private static X509Certificate2Collection Parse(IReadOnlyList<string> texts)
    {
        X509Certificate2Collection all = [];
        all.ImportFromPem(texts[0]);
        return all.Count > 0 ? all : throw new CryptographicException("The file has no certificate.");
    }

    [LoggerMessage(LogLevel.Warning, "A caller was refused: its certificate is of {Subject}, issued by {Issuer}")]
    private partial void LogRefused(string subject, string issuer);
}
