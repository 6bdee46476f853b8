using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Tracks;
using Reason = TaskForce.Geolocation.V1.Position.Types.StateReason;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Geolocation.Positions.States;

internal static class StateMapping
{
    public static State StateAt(this Known known, long now, Silences silences) => silences.IsSilent(known.Newest, now) ? State.Silent
        : !known.Standing.IsPlausible ? State.Implausible
        : known.Standing.IsParked ? State.Parked : State.Moving;

    /// <summary>The last known position with all that can be said of it at a time.</summary>
    public static V1.Position ToProto(this Known known, PositionIndex index, long now)
    {
        var position = known.Newest.ToTrackPoint(index.Subjects).ToProto();
        var (standing, options) = (known.Standing, index.States.Options);
        position.State = known.StateAt(now, index.States.Silences);
        position.StateSince = Time(position.State switch
        {
            State.Silent => index.States.Silences.Since(known.Newest),
            State.Implausible => standing.ImplausibleSince,
            _ => standing.MotionSince,
        }).ToTimestamp();
        position.UncertaintyMetres = known.UncertaintyAt(now, options);
        position.StateReasons.AddRange(Reasons(known, position.State == State.Silent, position.UncertaintyMetres, now, options));
        if (!standing.IsPlausible)
        {
            position.LastPlausible = known.Plausible.ToTrackPoint(index.Subjects).ToReport();
        }

        return position;
    }

    private static IEnumerable<Reason> Reasons(Known known, bool isSilent, double uncertainty, long now, StateOptions options)
    {
        if (isSilent)
        {
            var (age, silentAfter) = (Span(now - known.Newest.EventTime), Span(SilentAfter(known.Newest, options)));
            yield return Of("NO_REPORT", $"The newest position is {age} old; a {SourceOf(known.Newest)} source is silent after {silentAfter}.");
        }

        if (!known.Standing.IsPlausible)
        {
            yield return Explain(known.Standing.Finding, known.Plausible, options);
        }

        if (uncertainty >= options.MostUncertaintyMetres)
        {
            yield return Of("UNCERTAINTY_AT_LIMIT", $"It may be farther than {options.MostUncertaintyMetres / 1000:0} km from where it was; nothing more can be said.");
        }
    }

    private static Reason Explain(Finding finding, in Fix before, StateOptions options)
    {
        var speed = finding.Metres / Math.Max(1, finding.Seconds);
        var since = $"{Time(before.EventTime):HH:mm:ss} UTC";
        return finding.Rule switch
        {
            Rule.Jump => Of("JUMP",
                $"{finding.Metres / 1000:0.0} km in {finding.Seconds:0} s from the position of {since} would be {speed:0} m/s; nothing goes faster than {options.FastestMps:0}."),
            Rule.Frozen when finding.SpeedMps > 0 => Of("FROZEN_FIX", $"The same place to the bit since {since}, while {finding.SpeedMps:0} m/s are reported."),
            Rule.Frozen => Of("FROZEN_FIX",
                $"The same place to the bit since {since}; a receiver's noise does not stop for {Span(TimeSpan.FromSeconds(finding.Seconds))}."),
            _ => Of("SPOOFED_SPEED", $"{finding.SpeedMps:0} m/s are reported, and it is {finding.Metres:0} m away from where it was {finding.Seconds:0} s before."),
        };
    }

    private static TimeSpan SilentAfter(in Fix fix, StateOptions options) =>
        (options.Sources.GetValueOrDefault((V1.PositionReport.Types.Source)fix.Source) ?? options.Sources[0]).SilentAfter;

    private static string SourceOf(in Fix fix) => fix.Source switch
    {
        1 => "GNSS",
        2 => "NETWORK",
        3 => "MANUAL",
        4 => "SIMULATED",
        _ => "nameless",
    };

    private static string Span(long ticks) => Span(TimeSpan.FromTicks(ticks));

    private static string Span(TimeSpan time) => time switch
    {
        { TotalMinutes: < 2 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{time.TotalMinutes:0} min",
        _ => $"{time.TotalHours:0} h",
    };

    private static Reason Of(string code, FormattableString text) => new() { Code = code, Text = text.ToString(CultureInfo.InvariantCulture) };

    private static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
}
