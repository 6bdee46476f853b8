using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>Finds every fault of the configuration at once, before the service answers.</summary>
internal sealed class TravelOptionsValidator : IValidateOptions<TravelOptions>
{
    private const int MostCrossings = 200;

    public ValidateOptionsResult Validate(string? name, TravelOptions options)
    {
        List<string> faults =
        [
            .. options.Modes.SelectMany(mode => FaultsOf(mode.Value, $"Travel:Modes:{mode.Key}")),
            .. options.Crossings.SelectMany((crossing, i) => FaultsOf(crossing, $"Travel:Crossings:{i}")),
            .. options.Borders.SelectMany((border, i) => FaultsOf(border, $"Travel:Borders:{i}")),
            .. options.OpenBorders.SelectMany((group, i) => FaultsOf(group, $"Travel:OpenBorders:{i}")),
            .. options.Airports.SelectMany((airport, i) => FaultsOf(airport, $"Travel:Airports:{i}")),
            .. options.Harbours.SelectMany((harbour, i) => FaultsOf(harbour, $"Travel:Harbours:{i}")),
            .. FaultsOf(options),
            .. RouterFaults.Of(options.Router),
        ];
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> FaultsOf(TravelOptions options)
    {
        foreach (var mode in System.Enum.GetValues<TravelMode>().Where(mode => mode != TravelMode.Unspecified && !options.Modes.ContainsKey(mode)))
        {
            yield return $"Travel:Modes:{mode} is missing.";
        }

        if (options.Crossings.Count > MostCrossings)
        {
            yield return $"Travel:Crossings must be at most {MostCrossings}.";
        }

        double[] reaches = [options.HarbourReachKm, options.CoastReachKm, options.ShoreKm, options.AirportReachKm];
        if (Array.Exists(reaches, kilometres => kilometres is not (>= 0 and < 1000)))
        {
            yield return "Travel:HarbourReachKm, CoastReachKm, ShoreKm and AirportReachKm must be 0 to 1000.";
        }

        if (options.LongestEstimate <= TimeSpan.Zero || options.LongestEstimate > TimeSpan.FromMinutes(10))
        {
            yield return "Travel:LongestEstimate must be more than nothing and at most 10 minutes.";
        }

        if (options.BorderDelay < TimeSpan.Zero || options.SearchMemoryMb < 1)
        {
            yield return "Travel:BorderDelay must not be negative, Travel:SearchMemoryMb at least 1.";
        }
    }

    private static IEnumerable<string> FaultsOf(ModeOptions mode, string key)
    {
        if (mode.SpeedKmh is not (> 0 and <= ArrivalMapping.FastestKmh))
        {
            yield return $"{key}:SpeedKmh must be more than 0 and at most {ArrivalMapping.FastestKmh}.";
        }

        if (mode.DetourFactor is not (>= 1 and <= 10))
        {
            yield return $"{key}:DetourFactor must be 1 to 10.";
        }

        if (mode.StartUp < TimeSpan.Zero || mode.Arrival < TimeSpan.Zero || mode.RefuelTime < TimeSpan.Zero)
        {
            yield return $"{key}:StartUp, Arrival and RefuelTime must not be negative.";
        }

        if (mode.RangeKm is not (>= 0 and < double.PositiveInfinity) || mode.MostStops is not (>= 0 and <= 10))
        {
            yield return $"{key}:RangeKm must be 0 or more, MostStops 0 to 10.";
        }
    }

    private static IEnumerable<string> FaultsOf(CrossingOptions crossing, string key)
    {
        if (crossing.Kind.Length == 0 || crossing.Ends.Count != 2 || crossing.Modes.Count == 0)
        {
            yield return $"{key} needs a Kind, two Ends and Modes.";
        }

        if (crossing.Modes.Exists(mode => mode is not (TravelMode.Foot or TravelMode.Car or TravelMode.Boat)))
        {
            yield return $"{key}:Modes must be FOOT, CAR or BOAT.";
        }

        if (crossing.Duration < TimeSpan.Zero || crossing.Waiting < TimeSpan.Zero)
        {
            yield return $"{key}:Duration and Waiting must not be negative.";
        }

        foreach (var fault in crossing.Ends.SelectMany((end, i) => FaultsOf(end, $"{key}:Ends:{i}")))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> FaultsOf(BorderOptions border, string key)
    {
        if (border.Between.Count != 2 || border.Between.Exists(IsNoNation) || border.Delay < TimeSpan.Zero)
        {
            yield return $"{key} needs two ISO 3166-1 alpha-2 codes and a Delay that is not negative.";
        }
    }

    private static IEnumerable<string> FaultsOf(OpenBordersOptions group, string key) =>
        group.Nations.Where(IsNoNation).Select(nation => $"{key}: {nation} is no ISO 3166-1 alpha-2 code.");

    private static IEnumerable<string> FaultsOf(HarbourOptions harbour, string key) =>
        FaultsOf((PlaceOptions)harbour, key).Concat(harbour.Fairway.Index()
            .Where(corner => corner.Item is not [var latitude, var longitude] || !new GeoPoint(latitude, longitude).IsValid)
            .Select(corner => $"{key}:Fairway:{corner.Index} must be a latitude and a longitude."));

    private static IEnumerable<string> FaultsOf(PlaceOptions place, string key)
    {
        if (place.Name.Length == 0 || !place.Point.IsValid)
        {
            yield return $"{key} needs a Name, a Latitude and a Longitude.";
        }
    }

    private static bool IsNoNation(string nation) => nation is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'];
}
