using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Stix;

/// <summary>Shows a case as a hotspot, as far as its markings let everybody know who reads hotspots.</summary>
internal static class StixHotspot
{
    /// <summary>How the description begins of what is over while a mission has not ended.</summary>
    public const string CalledOff = "OVER, says ";

    private const int LongestDescription = 2000;
    private const int LongestSource = 200;
    private const int MostIndicators = 10;
    private const double UsualRadius = 500;

    /// <summary>What an object is called.</summary>
    public static string TitleOf(StixObject about) => about.Body.Text("name") is { Length: > 0 } name ? name : about.Body.Text("pattern");

    /// <summary>The hotspot of a case.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>STIX_INVALID</c>: it says no place, and the nation has none.</exception>
    public static Hotspot Of(StixCase told, StixOptions options)
    {
        var (about, isOpen) = (told.About, told.About.Level <= options.Open);
        var (place, nation) = Where(told, options, isOpen);
        return new()
        {
            Kind = Hotspot.Types.Kind.Cybercrime,
            Severity = options.SeverityOf(isOpen && about.Core.Number("criticality") is { } criticality ? (int)criticality : null),
            Description = Cut(isOpen ? Describe(told, options) : $"{TlpMarkings.Label(about.Level)}. What is known is not for everybody who reads this: the centres have it as {told.Name}.", LongestDescription),
            Place = place,
            RadiusMetres = UsualRadius,
            HostNation = nation,
            Source = Cut(SourceOf(told, options, isOpen), LongestSource),
            ExpireTime = about.Type == "indicator" && isOpen ? StixObject.Time(about.Body.Text("valid_until"))?.ToTimestamp() : null,
            Remote = options.Remote,
        };
    }

    /// <summary>What is said where a case is over and a mission has not ended; null if that is said already.</summary>
    public static string? Over(string description, StixCase told) => description.StartsWith(CalledOff, StringComparison.Ordinal)
        ? null : Cut($"{CalledOff}{told.Partner.Partner} ({(told.About.IsRevoked ? "revoked" : "closed")}). {description}", LongestDescription);

    private static string Describe(StixCase told, StixOptions options)
    {
        var open = told.Members.Where(member => member.Level <= options.Open && !member.Object.IsRevoked).Select(member => member.Object).ToList();
        var about = told.About;
        var types = string.Join(", ", about.Core.Ids("incident_types").Concat(about.Body.Ids("indicator_types")).Concat(about.Body.Ids("report_types")).Distinct());
        var indicators = open.Where(each => each.Type == "indicator").ToList();
        string[] lines =
        [
            $"{TlpMarkings.Label(about.Level)}. {TitleOf(about)}{(types.Length > 0 ? $" ({types})" : "")}",
            about.Body.Text("description"),
            .. open.Where(each => each.Type == "report" && each != about).Select(each => $"Report: {TitleOf(each)}"),
            indicators.Count > 0 ? $"Indicators: {indicators.Count}, in full as {told.Name}." : "",
            .. indicators.Take(MostIndicators).Select(each => $"- {TitleOf(each)}: {each.Body.Text("pattern")}"),
        ];
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static string SourceOf(StixCase told, StixOptions options, bool isOpen)
    {
        var author = told.Members.FirstOrDefault(member => isOpen && member.Object.Id == told.About.Body.Text("created_by_ref") && member.Level <= options.Open);
        return string.Join(", ", new[] { author?.Object.Body.Text("name") ?? "", told.Partner.Partner, "STIX" }.Where(part => part.Length > 0));
    }

    // Where the bundle says, if it may be told; else where the nation of the partner works on such things.
    private static (Type.V1.Place Place, string Nation) Where(StixCase told, StixOptions options, bool isOpen)
    {
        var said = told.Members.Where(member => isOpen && member.Level <= options.Open && member.Object.Type == "location").Select(member => member.Object.Body)
            .FirstOrDefault(location => location.Number("latitude") is not null);
        var nation = said.Text("country").ToUpperInvariant() is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] country ? country : told.Partner.Nation;
        if (said.Number("latitude") is { } latitude)
        {
            return (new() { DisplayName = Cut(said.Text("name"), LongestSource), Location = new() { Latitude = latitude, Longitude = said.Number("longitude")!.Value } }, nation.Length > 0 ? nation : throw Nowhere(told));
        }

        return options.Places.TryGetValue(told.Partner.Nation, out var usual)
            ? (new() { DisplayName = usual.DisplayName, Location = new() { Latitude = usual.Latitude, Longitude = usual.Longitude } }, told.Partner.Nation)
            : throw Nowhere(told);
    }

    private static DomainException Nowhere(StixCase told) => new(
        Fault.Invalid, "STIX_INVALID", $"{told.Root} must have a location with a latitude, a longitude and a country, and markings that let it be told: no place is known for {(told.Partner.Nation.Length > 0 ? told.Partner.Nation : "a partner of no nation")}.",
        [new("document.objects", $"must have a location for {told.Root}")]);

    private static string Cut(string text, int most)
    {
        var clean = new string([.. text.ReplaceLineEndings("\n").Where(letter => letter is '\n' or '\t' || !char.IsControl(letter))]).Trim();
        return clean.Length <= most ? clean : clean[..(char.IsHighSurrogate(clean[most - 2]) ? most - 2 : most - 1)] + "…";
    }
}
