using Google.Type;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Client;

/// <summary>Where the member is.</summary>
public sealed partial class FieldUnit
{
    private readonly Lock _fixes = new();
    private PositionThinner? _thinner;

    /// <summary>Reports where the member is now.</summary>
    /// <param name="location">WGS 84, degrees.</param>
    /// <param name="source">How the device knows.</param>
    /// <param name="headingDegrees">Clockwise from true north; null if unknown.</param>
    /// <returns>What the server made of it, each fault named; empty if it is now the last known position.</returns>
    public Task<IReadOnlyList<Geolocation.V1.ReportOutcome>> ReportPositionAsync(
        LatLng location, Geolocation.V1.PositionReport.Types.Source source, float? headingDegrees = null) =>
        ReportPositionAsync(new PositionFix(location, source) { HeadingDegrees = headingDegrees });

    /// <summary>Reports where the member is now, with all that the receiver knows.</summary>
    /// <returns>What the server made of it, each fault named; empty if it is now the last known position.</returns>
    public async Task<IReadOnlyList<Geolocation.V1.ReportOutcome>> ReportPositionAsync(PositionFix fix) =>
        (await SendAsync<Geolocation.V1.ReportPositionsResponse>(
            new Geolocation.V1.ReportPositionsRequest { Reports = { fix.ToReport(Member, Now()) }, RequestId = NewId() })).Outcomes;

    /// <summary>
    /// Takes each fix of a receiver, once a second for example, and reports those that tell something by <see cref="FieldUnitOptions.Frugality"/>; all of them if that is not set.
    /// </summary>
    /// <returns>What the server made of it, as for a report; null if the fix tells nothing new, and was not reported.</returns>
    public Task<IReadOnlyList<Geolocation.V1.ReportOutcome>>? OfferPosition(PositionFix fix)
    {
        if (_options.Frugality is { } rules)
        {
            lock (_fixes)
            {
                var (thinner, place) = (_thinner ??= new(rules), Goal());
                if (!thinner.Wants(fix, _options.Clock.GetUtcNow(), _outbox.HasCalled, place))
                {
                    return null;
                }

                _outbox.IsNear = thinner.IsNear(fix.Location, place);
            }
        }

        return ReportPositionAsync(fix);
    }

    // Where the newest order leads that was not declined and is not done.
    private (LatLng Location, double RadiusMetres)? Goal() =>
        _store.Orders.LastOrDefault(order => order is { IsSuperseded: false, Rung: not Rung.Declined, Stage: < Stage.Clear, Order.Kind: Kind.Deploy })?.Order is { Place.Location: { } there } order
            ? (there, order.RadiusMetres)
            : null;
}
