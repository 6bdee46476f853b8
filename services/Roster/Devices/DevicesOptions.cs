using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace TaskForce.Roster.Devices;

/// <summary>How members' devices are let in. Section <c>Devices</c>.</summary>
internal sealed class DevicesOptions
{
    /// <summary>Who signs the certificates of each nation's devices, by its ISO 3166-1 alpha-2 code.</summary>
    public IDictionary<string, AuthorityOptions> Authorities { get; } = new Dictionary<string, AuthorityOptions>(StringComparer.Ordinal);

    /// <summary>How long a code enrols.</summary>
    public TimeSpan InvitationLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a certificate is valid; one that is not renewed for so long must be enrolled anew.</summary>
    public TimeSpan CertificateLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long before its issue a certificate is valid already: as far as clocks may be behind.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a wrong code may be given for one device.</summary>
    public int MostTries { get; set; } = 5;

    /// <summary>How many devices, invited or enrolled, a member may have.</summary>
    public int MostOfMember { get; set; } = 8;
}

/// <summary>A certificate authority for devices and for nothing else. Section <c>Devices:Authorities:{nation}</c>.</summary>
internal sealed class AuthorityOptions
{
    /// <summary>The file of its certificate (PEM), self-signed.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>The file of its private key (PEM, not encrypted), of an elliptic curve.</summary>
    public string Key { get; set; } = "";

    /// <summary>The certificate with its key.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">They are no authority.</exception>
    public X509Certificate2 Read()
    {
        var authority = X509Certificate2.CreateFromPem(File.ReadAllText(Certificate), File.ReadAllText(Key));
        using var key = authority.GetECDsaPrivateKey();
        var isAuthority = authority.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        return isAuthority && key is not null && authority.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData)
            ? authority
            : throw new CryptographicException("It must be the self-signed certificate of a certificate authority with a key of an elliptic curve.");
    }
}

internal sealed class DevicesOptionsValidator : IValidateOptions<DevicesOptions>
{
    public ValidateOptionsResult Validate(string? name, DevicesOptions options)
    {
        var faults = options.Authorities.SelectMany(authority => Check(authority.Key, authority.Value)).ToList();
        Require(options.InvitationLifetime > TimeSpan.Zero, "InvitationLifetime must be longer than nothing.");
        Require(options.CertificateLifetime >= TimeSpan.FromMinutes(1), "CertificateLifetime must be at least a minute.");
        Require(options.ClockSkew >= TimeSpan.Zero, "ClockSkew must not be negative.");
        Require(options.MostTries > 0, "MostTries must be at least 1.");
        Require(options.MostOfMember > 0, "MostOfMember must be at least 1.");
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void Require(bool ok, string rule)
        {
            if (!ok)
            {
                faults.Add($"Devices:{rule}");
            }
        }
    }

    private static IEnumerable<string> Check(string nation, AuthorityOptions authority)
    {
        var section = $"Devices:Authorities:{nation}";
        if (nation is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
        {
            yield return $"{section} must be named by an ISO 3166-1 alpha-2 code such as DE.";
        }

        if (FindFault(authority) is { } fault)
        {
            yield return $"{section}:Certificate '{authority.Certificate}' and {section}:Key '{authority.Key}' cannot be used: {fault}";
        }
    }

    private static string? FindFault(AuthorityOptions authority)
    {
        try
        {
            authority.Read().Dispose();
            return null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            return unusable.Message;
        }
    }
}
