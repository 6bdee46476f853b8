using System.Collections.Immutable;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using static TaskForce.Geolocation.V1.EstimateArrivalsRequest.Types;
using Positions = TaskForce.Geolocation.V1.PositionService.PositionServiceClient;

namespace TaskForce.Roster.Formation;

/// <summary>Asks the geolocation service how long people and equipment need to places.</summary>
internal sealed class TravelTimes(Positions positions)
{
    // The most that one question may name, and the most answers that fit well into one message.
    private const int MostOrigins = 20_000;
    private const int MostEstimates = 100_000;
    private const int MostWithLegs = 20_000;

    /// <summary>The journey of each resource for each requirement, in their order; null if no way of its own leads there. For remote work it is none at all.</summary>
    /// <param name="requirements">Where to.</param>
    /// <param name="members">Who.</param>
    /// <param name="assets">What.</param>
    /// <param name="supposed">Who and what is supposed to be where it stands, wherever it was seen last.</param>
    /// <param name="withLegs">Whether to say what each journey consists of.</param>
    /// <param name="cancellation">Ends the question.</param>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> if there is no answer.</exception>
    public async Task<IReadOnlyDictionary<string, Journey?[]>> ToAsync(
        IReadOnlyList<Requirement> requirements, IEnumerable<Member> members, IEnumerable<Asset> assets, ImmutableDictionary<string, Type.V1.Place> supposed, bool withLegs, CancellationToken cancellation)
    {
        var origins = members.Select(member => (Name: member.Name.ToString(), Origin: Origin(member)))
            .Concat(assets.Select(asset => (Name: asset.Name.ToString(), Origin: Origin(asset)))).ToList();
        var places = requirements.Where(requirement => !requirement.IsRemote).Select(requirement => requirement.Location).ToList();
        if (places.Count == 0)
        {
            return origins.ToDictionary(origin => origin.Name, _ => requirements.Select(_ => (Journey?)Journey.None).ToArray());
        }

        origins.ForEach(origin => origin.Origin.Subject = supposed.ContainsKey(origin.Name) ? "" : origin.Name);
        var journeys = new Dictionary<string, Journey?[]>(origins.Count);
        foreach (var batch in origins.Chunk(Math.Min(MostOrigins, Math.Max(1, (withLegs ? MostWithLegs : MostEstimates) / places.Count))))
        {
            var answer = await positions.EstimateArrivalsAsync(
                new() { Origins = { batch.Select(origin => origin.Origin) }, Destinations = { places }, WithLegs = withLegs }, cancellationToken: cancellation);
            for (var i = 0; i < batch.Length; i++)
            {
                var estimates = new Queue<Journey?>(answer.Estimates.Skip(i * places.Count).Take(places.Count).Select(ToJourney));
                journeys[batch[i].Name] = [.. requirements.Select(requirement => requirement.IsRemote ? Journey.None : estimates.Dequeue())];
            }
        }

        return journeys;
    }

    private static Journey? ToJourney(Geolocation.V1.EstimateArrivalsResponse.Types.Estimate estimate) =>
        estimate.TravelTime is null ? null : new(estimate.TravelTime.ToTimeSpan(), estimate.Mode, estimate.DistanceMetres / 1000) { Estimate = estimate };

    private static Origin Origin(Member member) => new() { Location = member.Details.HomeBase.Location, Modes = { member.Modes } };

    private static Origin Origin(Asset asset) => new()
    {
        Location = asset.Details.Base.Location,
        Modes = { asset.Details.TravelMode },
        SpeedKmh = asset.Details.SpeedKmh,
    };
}
