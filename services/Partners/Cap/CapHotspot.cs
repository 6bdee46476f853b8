using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Cap;

/// <summary>Reads an alert as a hotspot, by the tables of the configuration.</summary>
internal static class CapHotspot
{
    /// <summary>How the description of an exercise begins, for whoever reads nothing else.</summary>
    public const string ExerciseMark = "EXERCISE EXERCISE EXERCISE: ";

    /// <summary>How the description begins of what was called off while a mission had not ended.</summary>
    public const string CalledOff = "CALLED OFF by ";

    private const int LongestDescription = 2000;
    private const int LongestSource = 200;
    private const double LargestRadius = 50_000;

    /// <summary>The kind; null if the alert is of none that is taken.</summary>
    public static Hotspot.Types.Kind? KindOf(CapAlert alert, CapOptions options) =>
        options.Kinds.FirstOrDefault(rule => alert.Infos.Any(rule.Fits))?.Kind;

    /// <summary>When the alert is over; null if it does not say.</summary>
    public static DateTimeOffset? ExpiryOf(CapAlert alert) => alert.Infos.Any(info => info.Expires is null) ? null : alert.Infos.Max(info => info.Expires);

    /// <param name="alert">An alert with at least one info.</param>
    /// <param name="options">The tables.</param>
    /// <param name="kind">Its kind; unspecified leaves it open.</param>
    /// <param name="partnersNation">What counts where the alert does not say whose ground it is.</param>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>CAP_INVALID</c>: it says no place that is known.</exception>
    public static Hotspot Of(CapAlert alert, CapOptions options, Hotspot.Types.Kind kind, string partnersNation)
    {
        var infos = alert.Infos.OrderBy(info => options.RankOf(info.Language)).ToList();
        var around = Where(infos, options);
        return new()
        {
            Kind = kind,
            Severity = infos.Max(info => options.Severities.First(rule => rule.Fits(info)).Severity),
            Description = Describe(alert, infos, around),
            Place = new()
            {
                DisplayName = Cut(infos.SelectMany(info => info.Areas).Select(area => area.Description).FirstOrDefault(text => text.Length > 0) ?? "", LongestSource),
                Location = new() { Latitude = Math.Round(around.Latitude, 6), Longitude = Math.Round(around.Longitude, 6) },
            },
            RadiusMetres = Math.Min(Math.Round(around.RadiusMetres), LargestRadius),
            HostNation = NationOf(infos, options) ?? (partnersNation.Length > 0 ? partnersNation : throw Refuse($"must have a geocode that says the nation, {(options.NationCodes.FirstOrDefault() ?? "ISO3166-2")}")),
            Source = Cut(string.Join(", ", new[] { infos[0].SenderName, alert.Source, alert.Id.Sender, "CAP" }.Where(part => part.Length > 0).Distinct()), LongestSource),
            ExpireTime = ExpiryOf(alert)?.ToTimestamp(),
        };
    }

    /// <summary>What is said where a source calls its alert off and a mission has not ended; null if that is said already.</summary>
    public static string? Cancelled(string description, CapAlert alert) => description.StartsWith(CalledOff, StringComparison.Ordinal) ? null
        : Cut($"{CalledOff}{alert.Id.Sender}{(alert.Note.Length > 0 ? $" ({alert.Note})" : "")}. {description}", LongestDescription);

    private static CapSpot Where(List<CapInfo> infos, CapOptions options)
    {
        var areas = infos.SelectMany(info => info.Areas).ToList();
        var spots = areas.SelectMany(area => area.Spots).ToList();
        if (spots.Count == 0)
        {
            var codes = areas.SelectMany(area => area.Geocodes).ToHashSet();
            spots = [.. options.Places.Where(place => codes.Contains(new(place.Name, place.Value))).Select(place => new CapSpot(place.Latitude, place.Longitude, place.RadiusMetres))];
        }

        return spots.Count > 0 ? CapGeometry.Around(spots) : throw Refuse("must have an area with a polygon, a circle or a geocode that the deployment knows the place of");
    }

    private static string? NationOf(List<CapInfo> infos, CapOptions options) => infos.SelectMany(info => info.Areas).SelectMany(area => area.Geocodes)
        .Where(code => options.IsNationCode(code.Name) && code.Value is [>= 'A' and <= 'Z', >= 'A' and <= 'Z'] or [>= 'A' and <= 'Z', >= 'A' and <= 'Z', '-', ..])
        .Select(code => code.Value[..2]).FirstOrDefault();

    // What is said in each language, the first language whole; what does not fit is cut.
    private static string Describe(CapAlert alert, List<CapInfo> infos, CapSpot around)
    {
        var text = new StringBuilder(alert.Status == "Exercise" ? ExerciseMark : "");
        foreach (var info in infos)
        {
            var said = string.Join(' ', new[] { info.Headline.Length > 0 ? info.Headline : info.Event, info.Description, info.Instruction }.Where(part => part.Length > 0));
            text.Append(infos.Count > 1 ? $"[{info.Language}] " : "").Append(said).Append('\n');
        }

        var wide = around.RadiusMetres > LargestRadius ? string.Create(CultureInfo.InvariantCulture, $"The alert's area reaches {around.RadiusMetres / 1000:0} km around this point.") : "";
        return Cut(text.ToString().Trim(), LongestDescription - wide.Length - 1) + (wide.Length > 0 ? "\n" + wide : "");
    }

    private static string Cut(string text, int most)
    {
        var clean = new string([.. text.Where(letter => letter is '\n' or '\t' || !char.IsControl(letter))]).Trim();
        return clean.Length <= most ? clean : clean[..(char.IsHighSurrogate(clean[most - 2]) ? most - 2 : most - 1)] + "…";
    }

    private static DomainException Refuse(string description) => new(Fault.Invalid, "CAP_INVALID", $"alert/info {description}.", [new("alert/info", description)]);
}
