using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Google.Type;
using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Keys;

/// <summary>The options that say which missions a right extends to, and for how long.</summary>
internal sealed class ScopeOptions
{
    private readonly Option<Hotspot.Types.Kind> _kind = Arguments.Choice<Hotspot.Types.Kind>("--kind", "Only for this kind of hotspot.");
    private readonly Option<Hotspot.Types.Severity> _highest = Arguments.Choice<Hotspot.Types.Severity>("--highest", "Nothing worse than this.");
    private readonly Option<string[]> _nations = new("--host-nation") { Description = "Only for places in these nations, such as MA.", HelpName = "NATION", DefaultValueFactory = _ => [], AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _around = new("--around") { Description = "Only where the hotspot's whole circle is around this place, or LAT,LON.", HelpName = "PLACE", DefaultValueFactory = _ => "" };
    private readonly Option<double> _radius = new("--radius") { Description = "How many metres --around reaches.", HelpName = "METRES", DefaultValueFactory = _ => 10_000 };
    private readonly Option<string> _mission = new("--mission") { Description = "Only for this mission.", HelpName = "MISSION", DefaultValueFactory = _ => "" };
    private readonly Option<DateTimeOffset?> _from = TimeText.Option("--from", "From when; from now on without it.");
    private readonly Option<DateTimeOffset?> _until = TimeText.Option("--until", "Until when, at most 90 days.", required: true);
    private readonly Option<string> _note = new("--note") { Description = "Why, for people.", DefaultValueFactory = _ => "" };

    public void AddTo(Command command)
    {
        foreach (var option in new System.CommandLine.Option[] { _kind, _highest, _nations, _around, _radius, _mission, _from, _until, _note })
        {
            command.Add(option);
        }
    }

    public AuthorityScope Scope(Session session)
    {
        var scope = new AuthorityScope
        {
            HighestSeverity = session.Get(_highest),
            HostNations = { session.Get(_nations) },
            Mission = session.Get(_mission) is { Length: > 0 } mission ? ResourceText.Full("missions", mission) : "",
        };
        scope.HotspotKinds.AddSet(session.Get(_kind));
        if (session.Get(_around) is { Length: > 0 } around)
        {
            scope.Regions.Add(new Type.V1.Area { Circle = new() { Center = PlaceText.Parse(around).Place.Location, RadiusMetres = session.Get(_radius) } });
        }

        return scope;
    }

    public Interval Validity(Session session) => new() { StartTime = session.Time(_from), EndTime = session.Time(_until) };

    public string Note(Session session) => session.Get(_note)!;

    /// <summary>A scope on one line.</summary>
    public static string Describe(AuthorityScope? scope)
    {
        var parts = new List<string>(scope?.HotspotKinds.Select(kind => EnumText.Words(kind)) ?? []);
        if (scope is { HighestSeverity: not Hotspot.Types.Severity.Unspecified })
        {
            parts.Add($"up to {EnumText.Words(scope.HighestSeverity)}");
        }

        parts.AddRange(scope?.HostNations.Select(nation => $"in {nation}") ?? []);
        if (scope is { Regions.Count: > 0 })
        {
            parts.Add($"in {scope.Regions.Count} region{(scope.Regions.Count == 1 ? "" : "s")}");
        }

        if (scope is { Mission.Length: > 0 })
        {
            parts.Add($"mission {ResourceText.Id(scope.Mission)} only");
        }

        return parts.Count > 0 ? string.Join(", ", parts) : "every mission";
    }

    /// <summary>From when until when.</summary>
    public static string Describe(Interval? validity, TimeProvider clock) =>
        $"{clock.DateAndTime(validity?.StartTime)} to {clock.DateAndTime(validity?.EndTime)}";

    /// <summary>Whether a right that was not revoked holds now.</summary>
    public static string State<T>(T state, bool isGiven, Interval? validity, TimeProvider clock) where T : struct, System.Enum
    {
        var now = clock.GetUtcNow().ToTimestamp();
        return !isGiven ? EnumText.Words(state) : now < validity?.StartTime ? "not yet" : now < validity?.EndTime ? "holds" : "over";
    }
}
