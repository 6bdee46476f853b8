using TaskForce.Type.V1;

namespace TaskForce.Roster.Files;

/// <summary>A place in four columns.</summary>
internal static class PlaceColumns
{
    /// <param name="prefix">Of the columns, for example <c>home_base</c>.</param>
    /// <param name="field">The path of the field.</param>
    /// <param name="place">The resource's place, made if there is none.</param>
    public static Column<T>[] Of<T>(string prefix, string field, Func<T, Place> place) =>
    [
        new(prefix, field + ".display_name", resource => place(resource).DisplayName, (resource, cell) => Set(() => place(resource).DisplayName = cell)),
        new(prefix + "_place_id", field + ".place_id", resource => place(resource).PlaceId, (resource, cell) => Set(() => place(resource).PlaceId = cell)),
        // What is said about the whole place is said here, since no other column is needed.
        new(prefix + "_latitude", field, resource => Coordinate(place(resource).Location?.Latitude),
            (resource, cell) => Read(cell, degrees => (place(resource).Location ??= new()).Latitude = degrees)) { Required = true },
        new(prefix + "_longitude", field + ".location.longitude", resource => Coordinate(place(resource).Location?.Longitude),
            (resource, cell) => Read(cell, degrees => (place(resource).Location ??= new()).Longitude = degrees)) { Required = true },
    ];

    // Another nation's place may be withheld.
    private static string Coordinate(double? degrees) => degrees is { } known ? CellText.Coordinate(known) : "";

    private static string? Set(Func<string> set)
    {
        set();
        return null;
    }

    private static string? Read(string cell, Action<double> set)
    {
        if (CellText.ToNumber(cell) is { } degrees)
        {
            set(degrees);
            return null;
        }

        return cell.Length == 0 ? "is required" : $"{CellText.Quote(cell)} is not a number of degrees such as 35.89";
    }
}
