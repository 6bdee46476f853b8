using Microsoft.Extensions.Options;
using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Cap;

/// <summary>How alerts are read as hotspots, and hotspots shown as alerts. Section <c>Cap</c>; the tables are in <c>cap.json</c>.</summary>
internal sealed class CapOptions
{
    /// <summary>What the alerts that are sent say of who sends them: a name without blanks and commas that nobody else has, best a domain of one's own.</summary>
    public string Sender { get; set; } = "taskforce.invalid";

    /// <summary>The same for people.</summary>
    public string SenderName { get; set; } = "TaskForce";

    /// <summary>Which scopes are taken. None means <c>Public</c> only: whoever may read hotspots sees what comes in, other partner systems too.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>Whether exercises are taken, marked as such; if not, they are passed over.</summary>
    public bool TakeExercises { get; set; } = true;

    /// <summary>Which kind of hotspot an alert is about: the first that fits. One that none fits is passed over.</summary>
    public IList<CapKindRule> Kinds { get; } = [];

    /// <summary>How bad it is: the first that fits.</summary>
    public IList<CapSeverityRule> Severities { get; } = [];

    /// <summary>How an alert says how bad a hotspot is.</summary>
    public IDictionary<Hotspot.Types.Severity, CapUrgency> Published { get; } = new Dictionary<Hotspot.Types.Severity, CapUrgency>();

    /// <summary>Where the places are that alerts name by codes only.</summary>
    public IList<CapPlaceCode> Places { get; } = [];

    /// <summary>The names of codes whose first two letters are the host nation. None means <c>ISO3166-1</c> and <c>ISO3166-2</c>.</summary>
    public IList<string> NationCodes { get; } = [];

    /// <summary>Which language comes first in the description, by its first two letters. None means English, German, French, Arabic.</summary>
    public IList<string> Languages { get; } = [];

    public bool Takes(string scope) => Scopes.Count > 0 ? Scopes.Contains(scope) : scope == "Public";

    public bool IsNationCode(string name) => (NationCodes.Count > 0 ? NationCodes : ["ISO3166-1", "ISO3166-2"]).Contains(name);

    /// <summary>The place of a language in the order; the last if it is in none.</summary>
    public int RankOf(string language)
    {
        IList<string> order = Languages.Count > 0 ? Languages : ["en", "de", "fr", "ar"];
        var place = order.IndexOf(language.Length >= 2 ? language[..2].ToLowerInvariant() : language);
        return place < 0 ? int.MaxValue : place;
    }
}

/// <summary>A kind, and what an alert of it says. What is not set fits anything.</summary>
internal sealed class CapKindRule
{
    public Hotspot.Types.Kind Kind { get; set; }

    /// <summary>Any of these within <c>event</c>, in capitals or not.</summary>
    public IList<string> Words { get; } = [];

    /// <summary>Any of these as <c>category</c>.</summary>
    public IList<string> Categories { get; } = [];

    /// <summary>Any of these as <c>eventCode</c>, <c>name=value</c>.</summary>
    public IList<string> EventCodes { get; } = [];

    public bool Fits(CapInfo info) => (Words.Count == 0 || Words.Any(word => info.Event.Contains(word, StringComparison.OrdinalIgnoreCase)))
        && (Categories.Count == 0 || Categories.Any(category => info.Categories.Contains(category)))
        && (EventCodes.Count == 0 || info.EventCodes.Any(code => EventCodes.Contains($"{code.Name}={code.Value}")));
}

/// <summary>A severity, and what an alert of it says. What is not set fits anything.</summary>
internal sealed class CapSeverityRule
{
    public Hotspot.Types.Severity Severity { get; set; }

    public string CapSeverity { get; set; } = "";

    public string Urgency { get; set; } = "";

    public string Certainty { get; set; } = "";

    public bool Fits(CapInfo info) => IsOrAny(CapSeverity, info.Severity) && IsOrAny(Urgency, info.Urgency) && IsOrAny(Certainty, info.Certainty);

    private static bool IsOrAny(string asked, string said) => asked.Length == 0 || asked == said;
}

/// <summary>As CAP spells it.</summary>
internal sealed class CapUrgency
{
    public string Severity { get; set; } = "Unknown";

    public string Urgency { get; set; } = "Unknown";
}

/// <summary>Where a coded place is. Degrees, WGS 84.</summary>
internal sealed class CapPlaceCode
{
    public string Name { get; set; } = "";

    public string Value { get; set; } = "";

    public double Latitude { get; set; }

    public double Longitude { get; set; }

    public double RadiusMetres { get; set; }
}

internal sealed class CapOptionsValidator : IValidateOptions<CapOptions>
{
    public ValidateOptionsResult Validate(string? name, CapOptions options)
    {
        string[] faults =
        [
            .. options.Sender.Length is > 0 and <= 200 && options.Sender.IndexOfAny([' ', ',', '<', '&']) < 0 ? Array.Empty<string>() : ["Cap:Sender must be a name without blanks, commas, '<' and '&'."],
            .. options.Scopes.Where(scope => scope is not ("Public" or "Restricted" or "Private")).Select(scope => $"Cap:Scopes has '{scope}', which is none of Public, Restricted, Private."),
            .. options.Kinds.Where(rule => rule.Kind == Hotspot.Types.Kind.Unspecified || !Enum.IsDefined(rule.Kind)).Select(_ => "Cap:Kinds has a rule without a Kind."),
            .. options.Severities.LastOrDefault() is { CapSeverity: "", Urgency: "", Certainty: "" } ? Array.Empty<string>() : ["Cap:Severities must end with a rule that fits anything."],
            .. options.Severities.Where(rule => rule.Severity == Hotspot.Types.Severity.Unspecified).Select(_ => "Cap:Severities has a rule without a Severity."),
            .. options.Places.Where(place => place is not { Name.Length: > 0, Value.Length: > 0, Latitude: >= -90 and <= 90, Longitude: >= -180 and <= 180, RadiusMetres: >= 0 })
                .Select(place => $"Cap:Places: {place.Name} {place.Value} needs a Name, a Value, a Latitude, a Longitude and a RadiusMetres."),
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
