using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;
using State = TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>Last known positions as a caller may see them.</summary>
internal static class Veil
{
    // All that says where or when the subject was.
    private static readonly string[] OfPlace =
        ["report", "receipt_time", "state_since", "uncertainty_metres", "last_plausible", "missing_reports"];

    /// <summary>Whether a caller may see where a subject is, by what was reported last and by what of that is to be believed.</summary>
    public static bool ShowsNow(this Sight sight, Known known, long now) =>
        sight.ShowsNow(known.Newest.Subject, known.Newest.EventTime, now) && sight.ShowsNow(known.Newest.Subject, known.Plausible.EventTime, now);

    /// <summary>The last known position with all that can be said of it to a caller at a time; <c>WITHHELD</c> if that is nothing.</summary>
    public static V1.Position ToProto(this Known known, PositionIndex index, Sight sight, long now)
    {
        if (sight.Owns(known.Newest.Subject))
        {
            return known.ToProto(index, now);
        }

        return sight.PeriodAt(known.Newest.Subject, known.Newest.EventTime) is { } period && period.Holds(now)
            ? Within(known, known.ToProto(index, now), period)
            : Withheld(index.Subjects, known.Newest.Subject);
    }

    /// <summary>A subject of which nothing is told but that it is withheld.</summary>
    public static V1.Position Withheld(SubjectTable subjects, int subject)
    {
        var (name, nation) = (subjects.NameOf(subject), subjects.NationOf(subject));
        return new()
        {
            Name = SubjectName.PositionOf(name),
            Nation = nation,
            State = State.Withheld,
            StateReasons =
            {
                new V1.Position.Types.StateReason
                {
                    Code = "NOT_RELEASED",
                    Text = $"{nation} has not released where {name} is: it is not under way with your nation now. Ask a commander of {nation}.",
                },
            },
            WithheldFields = { OfPlace },
        };
    }

    // What was before the assignment is nobody else's business: neither the place that is to be believed instead, nor since when.
    private static V1.Position Within(Known known, V1.Position position, Period period)
    {
        position.WithheldFields.Add("missing_reports");
        if (position.StateSince?.ToDateTime().Ticks < period.From)
        {
            position.StateSince = null;
            position.WithheldFields.Add("state_since");
        }

        if (known.Plausible.EventTime < period.From)
        {
            position.LastPlausible = null;
            position.ClearUncertaintyMetres();
            foreach (var reason in position.StateReasons.Where(reason => reason.Code is not "NO_REPORT"))
            {
                reason.Text = "What it contradicts was before the assignment.";
            }

            position.WithheldFields.Add("last_plausible");
            position.WithheldFields.Add("uncertainty_metres");
        }

        return position;
    }
}
