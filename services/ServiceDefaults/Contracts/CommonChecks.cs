namespace TaskForce;

/// <summary>Checks of the types that all contracts share.</summary>
public static class CommonChecks
{
    /// <summary>Notes a nation that is no ISO 3166-1 alpha-2 code. An empty one passes: what is required says so itself.</summary>
    public static void CheckNation(this Violations violations, string nation, string field) =>
        violations.Check(nation.Length is 0 or 2 && nation.All(char.IsAsciiLetterUpper), field, "must be an ISO 3166-1 alpha-2 code in capitals");

    /// <summary>Notes a place without a location on the earth. An absent place passes.</summary>
    public static void CheckPlace(this Violations violations, Type.V1.Place? place, string field)
    {
        if (place is null)
        {
            return;
        }

        violations.CheckText(place.DisplayName, 0, 200, field + ".display_name");
        violations.Check(place.Location is not null, field + ".location", "is required");
        violations.Check(place.Location is null or { Latitude: >= -90 and <= 90 }, field + ".location.latitude", "must be -90 to 90 degrees");
        violations.Check(place.Location is null or { Longitude: >= -180 and <= 180 }, field + ".location.longitude", "must be -180 to 180 degrees");
    }

    /// <summary>Notes every item of a list that is not as it should be.</summary>
    public static void CheckEach<T>(this Violations violations, IReadOnlyList<T> items, string field, Func<T, bool> ok, string description)
    {
        for (var i = 0; i < items.Count; i++)
        {
            violations.Check(ok(items[i]), $"{field}[{i}]", description);
        }
    }
}
