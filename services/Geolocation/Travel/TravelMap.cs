using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Maps;
using TaskForce.Geolocation.Travel.Ways;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>The map of this deployment, with its borders and crossings. Safe for any number of threads.</summary>
internal sealed class TravelMap
{
    private static readonly Lazy<NationMap> World = new(NationMap.Load);
    private static readonly Lazy<PatchGrid> Patches = new(() => new(World.Value));

    private readonly TravelOptions _travel;
    private readonly Borders _borders;
    private readonly Masses _masses;

    public TravelMap(TravelOptions travel)
    {
        (_travel, Nations, Grid) = (travel, World.Value, Patches.Value);
        _borders = new(Nations, travel);
        _masses = new(Grid, _borders);
    }

    /// <summary>How far from open water a harbour may be.</summary>
    public double HarbourReachMetres => _travel.HarbourReachKm * 1000;

    public NationMap Nations { get; }

    public PatchGrid Grid { get; }

    /// <summary>Where land ways begin and end for a point: its own patch, or the nearest shore if one is near.</summary>
    public Entry LandAt(GeoPoint point) => Near(point, land: true, _travel.ShoreKm * 1000);

    /// <summary>Where ways over water begin and end for a point, if water is within reach.</summary>
    public Entry WaterAt(GeoPoint point, double reachMetres) => Near(point, land: false, reachMetres);

    /// <summary>The ways of a mode over land or water, with the crossings that are open to it.</summary>
    public Network NetworkFor(TravelMode mode)
    {
        var options = _travel.Modes[mode];
        var ground = new Ground(Grid, _masses, _borders, (float)(options.DetourFactor * 3.6 / options.SpeedKmh));
        var reach = options.RangeKm > 0 ? options.RangeKm * 1000 : double.PositiveInfinity;
        var crossings = _travel.Crossings.Where(crossing => crossing.Modes.Contains(mode));
        return new(ground, new(ground, _travel.SearchMemoryMb * 1_000_000L), reach, [.. crossings.SelectMany(crossing => EndsOf(crossing, mode))]);
    }

    private IEnumerable<(Entry, Crossing)> EndsOf(CrossingOptions crossing, TravelMode mode)
    {
        var (a, b) = (crossing.Ends[0], crossing.Ends[1]);
        var (atA, atB) = (EntryAt(a.Point), EntryAt(b.Point));
        if (atA.Exists && atB.Exists)
        {
            var (from, to) = (Grid.OwnerOf(atA.Patch), Grid.OwnerOf(atB.Patch));
            yield return (atA, Over(crossing, a, b, from, to));
            yield return (atB, Over(crossing, b, a, to, from));
        }

        Entry EntryAt(GeoPoint point) => mode == TravelMode.Boat ? WaterAt(point, HarbourReachMetres) : LandAt(point);
    }

    // What a closed border closes is its land side; a ferry that is configured runs.
    private Crossing Over(CrossingOptions crossing, PlaceOptions a, PlaceOptions b, byte from, byte to) => new(
        $"{crossing.Kind} {a.Name}–{b.Name}", crossing.Duration.TotalSeconds, crossing.Waiting.TotalSeconds,
        float.IsFinite(_borders.Between(from, to)) ? _borders.Between(from, to) : 0, _borders.Name(from, to));

    /// <summary>What is configured where the map shows no land, or for boats no water, and is therefore never used.</summary>
    public IEnumerable<string> Unusable =>
        from crossing in _travel.Crossings
        from mode in crossing.Modes
        where !EndsOf(crossing, mode).Any()
        select $"{crossing.Kind} {crossing.Ends[0].Name}–{crossing.Ends[1].Name} ({mode})";

    public string BorderName(BorderStop stop) => _borders.Name(stop.From, stop.To);

    // Looks at the cells of the map round the point, ring by ring, for the nearest of the kind.
    private Entry Near(GeoPoint point, bool land, double reachMetres)
    {
        var (row, column) = (NationMap.RowOf(point), NationMap.ColumnOf(point));
        var at = SpherePoint.Of(point);
        if (Nations.OwnerAt(row, column) != NationMap.Water == land)
        {
            return new(at, Grid.PatchAt(row, column));
        }

        var (rows, columns) = NationMap.CellsWithin(point.Latitude, reachMetres);
        var (best, patch) = (Sphere.ChordSquared(reachMetres), PatchGrid.None);
        for (var y = Math.Max(0, row - rows); y <= Math.Min(NationMap.Rows - 1, row + rows); y++)
        {
            for (var x = column - columns; x <= column + columns; x++)
            {
                var near = (x + NationMap.Columns) % NationMap.Columns;
                if (Nations.OwnerAt(y, near) != NationMap.Water == land && NationMap.Middle(y, near).ChordSquaredTo(at) is var chord && chord < best)
                {
                    (best, patch) = (chord, Grid.PatchAt(y, near));
                }
            }
        }

        return new(at, patch);
    }
}
