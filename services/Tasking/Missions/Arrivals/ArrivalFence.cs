using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.V1;
using OrderKind = TaskForce.Tasking.V1.Order.Types.Kind;

namespace TaskForce.Tasking.Missions.Arrivals;

/// <summary>
/// The geofence that shows who has arrived for a mission: its hotspot's area, from the dispatch on, about its recipients. Whenever more orders are
/// given it is another, which is judged from the dispatch on, too.
/// </summary>
internal static class ArrivalFence
{
    /// <summary>What every arrival fence is called like.</summary>
    public const string All = "geofences/arrival-*";

    // Whoever was at the place before the dispatch has not come in: a later position must show that they are there.
    private static readonly TimeSpan Dwell = TimeSpan.FromSeconds(30);

    // Of a small area half must stay where one is surely inside.
    private const double MostHysteresis = 10;

    // Ids have 63 characters, two dashes and the number of orders included.
    private const int LongestId = 44;

    /// <summary>The fence of a mission as it is now.</summary>
    public static Geofence Of(V1.Mission mission)
    {
        var orders = mission.Orders.Where(order => order is { Kind: OrderKind.Deploy, SupersededBy: "" }).ToList();
        return new()
        {
            Name = $"{BeginningOf(mission.Name)}{mission.Orders.Count(order => order.Kind == OrderKind.Deploy)}",
            DisplayName = $"Arrival: {mission.Title[..Math.Min(mission.Title.Length, 150)]}",
            Area = new() { Circle = new() { Center = orders[0].Place.Location, RadiusMetres = orders[0].RadiusMetres } },
            Subjects = { orders.Select(order => order.Recipient).Distinct() },
            Validity = new() { StartTime = mission.DispatchTime },
            Dwell = Dwell.ToDuration(),
            HysteresisMetres = Math.Min(MostHysteresis, orders[0].RadiusMetres / 2),
        };
    }

    /// <summary>Whether a mission has a fence: somebody is sent somewhere, and it has not ended.</summary>
    public static bool IsWanted(V1.Mission mission) => mission is { DispatchTime: not null, EndTime: null }
        && mission.Orders.Any(order => order is { Kind: OrderKind.Deploy, SupersededBy: "", Remote: false });

    /// <summary>What the names of a mission's fences begin with; a number follows.</summary>
    public static string BeginningOf(string mission)
    {
        var id = mission["missions/".Length..];
        return $"geofences/arrival-{(id.Length <= LongestId ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..LongestId])}-";
    }

    /// <summary>What the name of a fence begins with, its number left out.</summary>
    public static string BeginningOfFence(string fence) => fence[..(fence.LastIndexOf('-') + 1)];
}
