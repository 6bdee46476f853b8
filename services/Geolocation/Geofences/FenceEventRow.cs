using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Geography;
using Cause = TaskForce.Geolocation.V1.GeofenceEvent.Types.Cause;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Geofences;

/// <summary>An event as stored. Times are UTC ticks.</summary>
internal sealed class FenceEventRow
{
    public required long Id { get; init; }

    public required long Edition { get; init; }

    public required string Fence { get; init; }

    public required string Subject { get; init; }

    public required long Time { get; init; }

    /// <summary>The order at the same time: what a fence begins with, what happens, what it ends with.</summary>
    public required int Rank { get; init; }

    public required EventType Type { get; init; }

    public required Cause Cause { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public long? Since { get; init; }

    public required bool IsInside { get; init; }

    public long? InsideSince { get; init; }

    public required bool HasDwelled { get; init; }

    /// <summary>When it was found.</summary>
    public required long RecordTime { get; init; }

    public long? Replaces { get; init; }

    /// <summary>The retraction; null while it holds.</summary>
    public long? RetractedBy { get; set; }

    public long? ReplacedBy { get; set; }

    public static FenceEventRow Of(long id, Revision revision, FenceEvent told, DateTimeOffset now, long? replaces) => new()
    {
        Id = id,
        Edition = revision.Edition.Id,
        Fence = revision.Edition.Fence,
        Subject = revision.Subject,
        Time = told.Time.UtcTicks,
        Rank = told.Cause switch { Cause.FenceBegan => 0, Cause.FenceEnded => 2, _ => 1 },
        Type = told.Type,
        Cause = told.Cause,
        Latitude = told.At?.Latitude,
        Longitude = told.At?.Longitude,
        Since = told.Since?.UtcTicks,
        IsInside = told.After.IsInside,
        InsideSince = told.After.Since?.UtcTicks,
        HasDwelled = told.After.HasDwelled,
        RecordTime = now.UtcTicks,
        Replaces = replaces,
    };

    public Presence After => new(IsInside, ToTime(InsideSince), HasDwelled);

    public FenceEvent ToEvent() => new(
        new(Time, TimeSpan.Zero), Type, Cause, Latitude is { } latitude ? new GeoPoint(latitude, Longitude!.Value) : null, ToTime(Since), After);

    /// <param name="around">The subject that the fence moves with, or nothing.</param>
    public V1.GeofenceEvent ToProto(string around) => new()
    {
        Name = NameOf(Id),
        EventTime = new DateTimeOffset(Time, TimeSpan.Zero).ToTimestamp(),
        Time = new DateTimeOffset(RecordTime, TimeSpan.Zero).ToTimestamp(),
        Type = Type,
        Cause = Cause,
        Geofence = Fence,
        Subject = Subject,
        Location = ToEvent().At?.ToLatLng(),
        InsideSince = ToTime(Since)?.ToTimestamp(),
        Replaces = NameOf(Replaces),
        Retraction = NameOf(RetractedBy),
        ReplacedBy = NameOf(ReplacedBy),
        Around = around,
    };

    /// <summary>The taking back of this event, as it is told.</summary>
    public V1.GeofenceEvent ToRetraction(string around, DateTimeOffset now) => new()
    {
        Name = NameOf(RetractedBy),
        EventTime = new DateTimeOffset(Time, TimeSpan.Zero).ToTimestamp(),
        Time = now.ToTimestamp(),
        Type = EventType.Retracted,
        Geofence = Fence,
        Subject = Subject,
        Retracts = NameOf(Id),
        RetractedType = Type,
        ReplacedBy = NameOf(ReplacedBy),
        Around = around,
    };

    private string NameOf(long? id) => id is { } number ? $"{Fence}/events/{number}" : "";

    private static DateTimeOffset? ToTime(long? ticks) => ticks is { } known ? new(known, TimeSpan.Zero) : null;
}
