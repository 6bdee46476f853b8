using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Travel.Router;

/// <summary>What is wrong with the options of the routing engine.</summary>
internal static class RouterFaults
{
    private const string Key = "Travel:Router";

    public static IEnumerable<string> Of(RouterOptions router)
    {
        if (router.Kind == RouterKind.None)
        {
            yield break;
        }

        if (router.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" } address || !address.AbsolutePath.EndsWith('/'))
        {
            yield return $"{Key}:Address must be an http or https address that ends with a slash.";
        }

        if (router.Profiles.Count == 0 || router.Profiles.Any(profile => !IsProfile(profile.Key, profile.Value)))
        {
            yield return $"{Key}:Profiles must name a profile for FOOT, CAR or both, in letters, digits, '-' and '_'.";
        }

        if (router.MaxPairs < 1 || router.MaxPlaces < 2 || router.MaxRequests is < 1 or > 100 || router.FailuresBeforePause < 1)
        {
            yield return $"{Key}:MaxPairs and FailuresBeforePause must be at least 1, MaxPlaces at least 2, MaxRequests 1 to 100.";
        }

        if (router.Deadline <= TimeSpan.Zero || router.Pause < TimeSpan.Zero || router.CacheLifetime < TimeSpan.Zero || router.CacheSize < 0)
        {
            yield return $"{Key}:Deadline must be more than 0; Pause, CacheLifetime and CacheSize must not be negative.";
        }

        if (router.MaxKm is not (>= 0 and < double.PositiveInfinity) || router.MaxSnapMetres is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"{Key}:MaxKm and MaxSnapMetres must be 0 or more.";
        }
    }

    private static bool IsProfile(TravelMode mode, string name) =>
        mode is TravelMode.Foot or TravelMode.Car && name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
