using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using static TaskForce.Geolocation.V1.EstimateArrivalsRequest.Types;
using Positions = TaskForce.Geolocation.V1.PositionService.PositionServiceClient;

namespace TaskForce.Roster.Formation;

/// <summary>Asks the geolocation service how long people and equipment need to a place.</summary>
internal sealed class TravelTimes(Positions positions)
{
    // The most that one question may name.
    private const int Batch = 20_000;

    /// <summary>The journey of each resource; null if no way of its own leads there.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if there is no answer.</exception>
    public async Task<IReadOnlyDictionary<string, Journey?>> ToAsync(
        Google.Type.LatLng place, IEnumerable<Member> members, IEnumerable<Asset> assets, CancellationToken cancellation)
    {
        var origins = members.Select(Origin).Concat(assets.Select(Origin)).ToList();
        var journeys = new Dictionary<string, Journey?>(origins.Count);
        foreach (var batch in origins.Chunk(Batch))
        {
            var answer = await positions.EstimateArrivalsAsync(new() { Origins = { batch }, Destinations = { place } }, cancellationToken: cancellation);
            foreach (var (origin, estimate) in batch.Zip(answer.Estimates))
            {
                journeys[origin.Subject] = estimate.TravelTime is null ? null : new(estimate.TravelTime.ToTimeSpan(), estimate.Mode);
            }
        }

        return journeys;
    }

    private static Origin Origin(Member member) =>
        new() { Subject = member.Name.ToString(), Location = member.Details.HomeBase.Location, Modes = { member.Modes } };

    private static Origin Origin(Asset asset) => new()
    {
        Subject = asset.Name.ToString(),
        Location = asset.Details.Base.Location,
        Modes = { asset.Details.TravelMode },
        SpeedKmh = asset.Details.SpeedKmh,
    };
}
