using System.Globalization;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Places;

/// <summary>A place that people refer to by an id.</summary>
/// <param name="Nation">ISO 3166-1 alpha-2.</param>
/// <param name="Kind">For example <c>port</c>.</param>
internal sealed record GazetteerPlace(
    string Id, string NameEn, string NameDe, string NameFr, string NameAr, string Nation, string Kind, double Latitude, double Longitude)
{
    public Type.V1.Place ToPlace() => new() { PlaceId = Id, DisplayName = NameEn, Location = new() { Latitude = Latitude, Longitude = Longitude } };

    public IEnumerable<string> Names => [NameEn, NameDe, NameFr, NameAr];
}

/// <summary>The places that the program knows by id.</summary>
internal sealed class Gazetteer
{
    private const int Suggestions = 3;

    private readonly Dictionary<string, GazetteerPlace> _byId;

    private Gazetteer(IEnumerable<GazetteerPlace> places) => _byId = places.ToDictionary(place => place.Id);

    /// <summary>The one that comes with the program.</summary>
    public static Gazetteer BuiltIn { get; } = Read();

    public IReadOnlyCollection<GazetteerPlace> Places => _byId.Values;

    /// <summary>The place with an id.</summary>
    /// <exception cref="UsageException">There is none; the message suggests the closest.</exception>
    public GazetteerPlace Find(string id) => _byId.GetValueOrDefault(id)
        ?? throw new UsageException($"There is no place '{id}'. Did you mean {string.Join(", ", Closest(id))}? See taskforce place list, or give LAT,LON.");

    /// <summary>The ids of the places whose id or name in any language is written most alike.</summary>
    public IEnumerable<string> Closest(string text) => Places
        .OrderBy(place => place.Names.Append(place.Id).Append(place.Id[3..]).Min(name => Unlikeness(Folded(name), Folded(text))))
        .Select(place => place.Id)
        .Take(Suggestions);

    // What was left out at the end counts less than what was mistyped.
    private static double Unlikeness(string name, string text) =>
        Distance(name[..Math.Min(name.Length, text.Length)], text) + (0.1 * Math.Max(0, name.Length - text.Length));

    private static string Folded(string text) => text.ToLowerInvariant().Replace(' ', '-');

    // Levenshtein's: how many letters to put in, take out or exchange.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[b.Length];
    }

    private static Gazetteer Read()
    {
        using var file = new StreamReader(typeof(Gazetteer).Assembly.GetManifestResourceStream("places.csv")!);
        return new(file.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Parse).ToList());
    }

    // The file has no quoted fields: a name with a comma would not parse, and the tests read every line.
    private static GazetteerPlace Parse(string line) => line.TrimEnd('\r').Split(',') is [var id, var en, var de, var fr, var ar, var nation, var kind, var lat, var lon]
        ? new(id, en, de, fr, ar, nation, kind, double.Parse(lat, CultureInfo.InvariantCulture), double.Parse(lon, CultureInfo.InvariantCulture))
        : throw new InvalidDataException($"places.csv: '{line}' has not nine fields.");
}
