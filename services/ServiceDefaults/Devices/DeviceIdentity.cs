using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace TaskForce.ServiceDefaults.Devices;

/// <summary>Who a device is, as its certificate says in a URI among its alternative names.</summary>
/// <param name="Device">The resource name, <c>devices/{device}</c>.</param>
/// <param name="Member">Whose it is, <c>members/{member}</c>.</param>
/// <param name="Nation">The member's nation, ISO 3166-1 alpha-2.</param>
public sealed partial record DeviceIdentity(string Device, string Member, string Nation)
{
    private const string AlternativeNames = "2.5.29.17";

    // RFC 5280, 4.2.1.6: GeneralName's choice [6].
    private static readonly Asn1Tag UriChoice = new(TagClass.ContextSpecific, 6);

    /// <summary>The URI: <c>taskforce://DE/members/de-falke-07/devices/kxq7m2vnpd</c>.</summary>
    public Uri ToUri() => new($"taskforce://{Nation}/{Member}/{Device}");

    /// <summary>Who a certificate says it is of; null unless it says so exactly once. Whether it may say so is not checked here.</summary>
    public static DeviceIdentity? Of(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions.Where(extension => extension.Oid?.Value == AlternativeNames).SelectMany(ReadUris).ToList() is [var only] ? Of(only) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>Who a URI says it is of; null if it says nobody.</summary>
    public static DeviceIdentity? Of(string uri) => Pattern().Match(uri) is { Success: true } match
        ? new(match.Groups["device"].Value, match.Groups["member"].Value, match.Groups["nation"].Value.ToUpperInvariant())
        : null;

    private static List<string> ReadUris(X509Extension extension)
    {
        var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
        var uris = new List<string>();
        while (names.HasData)
        {
            if (names.PeekTag().HasSameClassAndValue(UriChoice))
            {
                uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriChoice));
            }
            else
            {
                names.ReadEncodedValue();
            }
        }

        return uris;
    }

    // A URI's host is written in small letters by whoever normalises it.
    [GeneratedRegex("^taskforce://(?<nation>[A-Za-z]{2})/(?<member>members/[a-z][a-z0-9-]{2,61}[a-z0-9])/(?<device>devices/[a-z][a-z0-9-]{2,61}[a-z0-9])\\z")]
    private static partial Regex Pattern();
}
