using Grpc.Core;
using TaskForce.Geolocation.Positions.Map;

namespace TaskForce.Geolocation.Positions;

/// <summary>Reads what a watch asks for: every position, or a map.</summary>
internal sealed class PositionWatches(PositionWatch positions, MapWatch maps, PositionIndex index)
{
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong, or what the watch refuses.</exception>
    public Task SendAsync(
        V1.WatchPositionsRequest request, Caller caller, IServerStreamWriter<PositionFrame> stream, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.Check(request.After >= 0, "after", "must not be negative");
        var selection = Selection.Read(request.Filter, violations);
        var view = request.View is { } asked ? MapView.Read(asked, violations) : null;
        violations.ThrowIfAny();

        return view is null
            ? positions.SendAsync(request.After, selection, caller, stream, cancellation)
            : maps.SendAsync(request.After, new(selection, index.Disclosures.SightOf(caller)), view, stream, cancellation);
    }
}
