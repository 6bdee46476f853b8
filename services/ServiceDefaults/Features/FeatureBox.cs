using System.Globalization;

namespace TaskForce.ServiceDefaults.Features;

/// <summary>A box of degrees, WGS 84. West is greater than east across the antimeridian.</summary>
public readonly record struct FeatureBox(double West, double South, double East, double North)
{
    /// <summary>The box of a request; null if it asks for none.</summary>
    public static FeatureBox? Read(string text, Violations violations)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : (double?)null).ToList();
        FeatureBox? box = numbers switch
        {
            [{ } west, { } south, { } east, { } north] => new(west, south, east, north),
            [{ } west, { } south, not null, { } east, { } north, not null] => new(west, south, east, north),
            _ => null,
        };
        var isSound = box is { West: >= -180 and <= 180, East: >= -180 and <= 180, South: >= -90 and <= 90, North: >= -90 and <= 90 } sound && sound.South <= sound.North;
        violations.Check(isSound, "bbox", "must be west,south,east,north in degrees");
        return box;
    }

    /// <summary>Whether a point is in it.</summary>
    public bool Holds(double latitude, double longitude) => Meets(new(longitude, latitude, longitude, latitude));

    /// <summary>Whether it has anything in common with another.</summary>
    public bool Meets(FeatureBox other)
    {
        var mine = Turns().ToList();
        return South <= other.North && other.South <= North && other.Turns().Any(theirs => mine.Exists(part => part.West <= theirs.East && theirs.West <= part.East));
    }

    private IEnumerable<(double West, double East)> Turns() => West <= East ? [(West, East)] : [(West, 180), (-180, East)];
}
