using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel;

/// <summary>Finds every fault of the configuration at once, before the service answers.</summary>
internal sealed class TravelOptionsValidator : IValidateOptions<TravelOptions>
{
    public ValidateOptionsResult Validate(string? name, TravelOptions options)
    {
        List<string> faults =
        [
            .. options.Modes.SelectMany(mode => FaultsOf(mode.Value, $"Travel:Modes:{mode.Key}")),
            .. options.RoadNetworks.SelectMany((network, i) => FaultsOf(network, $"Travel:RoadNetworks:{i}")),
            .. options.Harbours.SelectMany((harbour, i) => FaultsOf(harbour, $"Travel:Harbours:{i}")),
            .. FaultsOf(options),
        ];
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> FaultsOf(TravelOptions options)
    {
        foreach (var mode in System.Enum.GetValues<TravelMode>().Where(mode => mode != TravelMode.Unspecified && !options.Modes.ContainsKey(mode)))
        {
            yield return $"Travel:Modes:{mode} is missing.";
        }

        if (options.RoadNetworks.Count > TravelModel.MostNetworks)
        {
            yield return $"Travel:RoadNetworks must be at most {TravelModel.MostNetworks}.";
        }

        if (options.HarbourReachKm is not (>= 0 and < 1000))
        {
            yield return "Travel:HarbourReachKm must be 0 to 1000.";
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

        if (mode.StartUp < TimeSpan.Zero || mode.Arrival < TimeSpan.Zero)
        {
            yield return $"{key}:StartUp and Arrival must not be negative.";
        }

        if (mode.RangeKm is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"{key}:RangeKm must be 0 or more.";
        }
    }

    private static IEnumerable<string> FaultsOf(RoadNetworkOptions network, string key)
    {
        if (network.Name.Length == 0 || network.Border.Count < 3)
        {
            yield return $"{key} needs a Name and a Border of at least three corners.";
        }

        foreach (var (i, corner) in network.Border.Index())
        {
            if (corner is not [var latitude, var longitude] || !new GeoPoint(latitude, longitude).IsValid)
            {
                yield return $"{key}:Border:{i} must be a latitude and a longitude.";
            }
        }
    }

    private static IEnumerable<string> FaultsOf(HarbourOptions harbour, string key)
    {
        if (harbour.Name.Length == 0 || !new GeoPoint(harbour.Latitude, harbour.Longitude).IsValid)
        {
            yield return $"{key} needs a Name, a Latitude and a Longitude.";
        }
    }
}
