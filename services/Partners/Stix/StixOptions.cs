using Microsoft.Extensions.Options;
using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Stix;

/// <summary>How bundles are read as hotspots. Section <c>Stix</c>; the tables are in <c>stix.json</c>.</summary>
internal sealed class StixOptions
{
    /// <summary>The strictest marking whose words may stand in a hotspot, which other partner systems read too.</summary>
    public Tlp Open { get; set; } = Tlp.Green;

    /// <summary>The strictest marking that lets other nations' centres know: of it there are hotspots, and the centres may read its objects.</summary>
    public Tlp Joint { get; set; } = Tlp.Amber;

    /// <summary>What holds for an object without any marking.</summary>
    public Tlp Unmarked { get; set; } = Tlp.Amber;

    /// <summary>Whether the hotspots are answered remotely. Tasking must have a plan for that.</summary>
    public bool Remote { get; set; } = true;

    /// <summary>How bad an incident is, by its <c>criticality</c>: the first whose bound it reaches.</summary>
    public IList<StixSeverity> Severities { get; } = [];

    /// <summary>How bad it is if it does not say.</summary>
    public Hotspot.Types.Severity UsualSeverity { get; set; } = Hotspot.Types.Severity.Medium;

    /// <summary>Where a hotspot is whose bundle names no place, by the nation.</summary>
    public IDictionary<string, StixPlace> Places { get; } = new Dictionary<string, StixPlace>(StringComparer.Ordinal);

    /// <summary>The severity of a criticality; of none if null.</summary>
    public Hotspot.Types.Severity SeverityOf(int? criticality) =>
        criticality is { } value ? Severities.FirstOrDefault(rule => value >= rule.AtLeast)?.Severity ?? UsualSeverity : UsualSeverity;
}

/// <summary>A severity, and from which criticality on.</summary>
internal sealed class StixSeverity
{
    public int AtLeast { get; set; }

    public Hotspot.Types.Severity Severity { get; set; }
}

/// <summary>A place. Degrees, WGS 84.</summary>
internal sealed class StixPlace
{
    public string DisplayName { get; set; } = "";

    public double Latitude { get; set; }

    public double Longitude { get; set; }
}

internal sealed class StixOptionsValidator : IValidateOptions<StixOptions>
{
    public ValidateOptionsResult Validate(string? name, StixOptions options)
    {
        string[] faults =
        [
            .. Enum.IsDefined(options.Open) && Enum.IsDefined(options.Unmarked) && options.Open <= options.Joint ? Array.Empty<string>() : ["Stix:Open must be at most Stix:Joint."],
            .. options.Joint is >= Tlp.Clear and <= Tlp.Amber ? Array.Empty<string>() : ["Stix:Joint must be at most Amber: what is stricter is for those who received it alone."],
            .. options.Severities.Where(rule => rule.Severity == Hotspot.Types.Severity.Unspecified || rule.AtLeast is < 0 or > 100).Select(_ => "Stix:Severities needs a Severity and an AtLeast of 0 to 100 in each rule."),
            .. options.UsualSeverity == Hotspot.Types.Severity.Unspecified ? ["Stix:UsualSeverity must be one."] : Array.Empty<string>(),
            .. options.Places.Where(place => place.Key is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] || place.Value is not { Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180 })
                .Select(place => $"Stix:Places:{place.Key} needs a nation of two letters, a Latitude and a Longitude."),
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
