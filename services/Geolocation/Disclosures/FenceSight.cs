using Google.Protobuf.WellKnownTypes;
using Cause = TaskForce.Geolocation.V1.GeofenceEvent.Types.Cause;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>Geofence events as a caller may see them: by event time, and only if the subject and the one that the fence moves with were both visible then.</summary>
internal sealed class FenceSight(DisclosureBook book, Sight sight)
{
    /// <summary>Takes out of an event what the caller may not see; false if that is all of it.</summary>
    public bool TryShow(V1.GeofenceEvent change)
    {
        var time = TicksOf(change.EventTime);
        if (!Shows(change.Subject, time) || (change.Around.Length > 0 && !Shows(change.Around, time)))
        {
            return false;
        }

        if (change.InsideSince is { } since && !Shows(change.Subject, TicksOf(since)))
        {
            change.InsideSince = null;
        }

        // A state goes by an earlier position, and does not say of when.
        if (change.Cause != Cause.Unspecified && !Owns(change.Subject))
        {
            change.Location = null;
        }

        return true;
    }

    private bool Owns(string subject) => ReferenceEquals(sight, Sight.Everything) || (book.Subjects.Find(subject) is >= 0 and var number && sight.Owns(number));

    private bool Shows(string subject, long time) =>
        ReferenceEquals(sight, Sight.Everything) || (book.Subjects.Find(subject) is >= 0 and var number && sight.Shows(number, time));

    private static long TicksOf(Timestamp time) => time.ToDateTime().Ticks;
}
