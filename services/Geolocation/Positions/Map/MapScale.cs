using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>What can be told apart on a map of a zoom.</summary>
/// <param name="zoom">Of a web map; null tells everything apart.</param>
/// <remarks>https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames: 256 pixels times 2 to the zoom go round the equator.</remarks>
internal sealed class MapScale(int? zoom)
{
    private const double EquatorMetres = 40_075_016.686;
    private const double Round = 3.6e9;

    // Where a web map ends, at 85.0511 degrees; beyond it pixels do not get smaller.
    private const double LeastCosine = 0.0863;

    // A smaller radius is hidden by the mark itself.
    private const int MarkPixels = 8;
    private const double MarkMetresWithoutZoom = 500;

    private readonly double _pixels = zoom is { } level ? 256.0 * (1L << level) : double.PositiveInfinity;

    /// <summary>Whether a map that shows the one should show the other instead.</summary>
    public bool TellsApart(in MapDot shown, in MapDot next) =>
        next.State != shown.State || next.Nation != shown.Nation || TellsPlacesApart(shown, next) || TellsRadiiApart(shown, next);

    /// <summary>From which radius on a larger one than the one that is shown is told.</summary>
    public double TellsRadiusFrom(in MapDot shown) => 2 * Drawn(shown.Radius, shown.Latitude);

    /// <summary>Less than this is not told.</summary>
    public double PixelMetresAt(double latitude) => EquatorMetres * Cosine(Fix.Units(latitude)) / _pixels;

    private bool TellsPlacesApart(in MapDot shown, in MapDot next)
    {
        if (zoom is null || next.EventTime == shown.EventTime)
        {
            return next.EventTime != shown.EventTime;
        }

        var turn = Math.Abs((double)next.Longitude - shown.Longitude);
        var across = Math.Min(turn, Round - turn) / Round * _pixels;
        var along = ((double)next.Latitude - shown.Latitude) / Round * _pixels / Cosine(next.Latitude);
        return (across * across) + (along * along) >= 1;
    }

    private bool TellsRadiiApart(in MapDot shown, in MapDot next)
    {
        var (was, now) = (Drawn(shown.Radius, shown.Latitude), Drawn(next.Radius, next.Latitude));
        return now >= 2 * was || was >= 2 * now;
    }

    private double Drawn(double radius, int latitude) =>
        Math.Max(radius, zoom is null ? MarkMetresWithoutZoom : MarkPixels * EquatorMetres * Cosine(latitude) / _pixels);

    private static double Cosine(int latitude) => Math.Max(LeastCosine, Math.Cos(latitude / Round * Math.Tau));
}
