using System.Diagnostics.Metrics;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Replicas;
using TaskForce.ServiceDefaults.Telemetry;

namespace TaskForce.Geolocation.Telemetry;

/// <summary>How many units there are, and of how many it is not known where they are.</summary>
internal sealed class GeolocationSurvey : Survey
{
    private const int PerLook = 1024;

    private readonly PositionIndex _index;
    private readonly Readings _subjects;

    public GeolocationSurvey(PositionIndex index, IMeterFactory meters, TimeProvider clock, ILogger<GeolocationSurvey> log) : base(meters, ReplicaLag.Meter, clock, log)
    {
        _index = index;
        _subjects = Gauge("taskforce.subjects", "{subject}", "Subjects whose position is known, by state and nation.");
    }

    protected override Task LookAsync(CancellationToken cancellation)
    {
        var (now, subjects) = (Clock.GetUtcNow().UtcTicks, _index.Subjects);
        var found = Enumerable.Range(0, subjects.Known).Chunk(PerLook).SelectMany(_index.Find);
        _subjects.Count(found.Select(known => (WireName.Of(known.StateAt(now, _index.States.Silences)), subjects.NationOf(known.Newest.Subject))), ("state", "nation"));
        return Task.CompletedTask;
    }
}
