using Google.Type;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Positions;

/// <summary>Answers questions about where subjects are and were.</summary>
internal sealed class PositionQueries(PositionIndex index, TrackStore store, TimeProvider clock)
{
    private const int UsualNearest = 20;
    private const int MostNearest = 1000;
    private const int UsualPage = 500;
    private const int LargestPage = 5000;
    private const int MostAtOnce = 10_000;

    // A report a second.
    private const int MostCounted = 3601;
    private static readonly TimeSpan CountedOver = TimeSpan.FromHours(1);

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> or <see cref="Fault.NotFound"/>.</exception>
    public async Task<V1.Position> GetAsync(V1.GetPositionRequest request, Caller caller, CancellationToken cancellation)
    {
        var subject = SubjectName.OfPosition(request.Name, "name");
        var known = index.Find(subject) ?? throw new DomainException(Fault.NotFound, "POSITION_NOT_FOUND", $"{subject} never reported a position.");
        var sight = index.Disclosures.SightOf(caller);
        var position = known.ToProto(index, sight, clock.GetUtcNow().UtcTicks);
        if (known.Newest.DeviceSequence > 0 && sight.Owns(known.Newest.Subject))
        {
            position.MissingReports = await CountMissingAsync(subject, known.Newest.EventTime, cancellation);
        }

        return position;
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public V1.FindNearestResponse FindNearest(V1.FindNearestRequest request, Caller caller)
    {
        var violations = new Violations();
        var from = violations.ReadPoint(request.Location, "location");
        var selection = Selection.Read(request.Filter, violations);
        var maxAge = violations.ReadDuration(request.MaxAge, "max_age");
        violations.Check(request.MaxResults >= 0, "max_results", "must not be negative");
        violations.Check(request.RadiusMetres is >= 0 and < double.PositiveInfinity, "radius_metres", "must be 0 or more metres");
        violations.ThrowIfAny();

        var most = request.MaxResults == 0 ? UsualNearest : Math.Min(request.MaxResults, MostNearest);
        var radius = request.RadiusMetres == 0 ? double.PositiveInfinity : request.RadiusMetres;
        var now = clock.GetUtcNow();
        var view = new View(selection, index.Disclosures.SightOf(caller));
        return ToProto(index.FindNearest(new(SpherePoint.Of(from), most, radius, view, now.Back(maxAge).UtcTicks, now.UtcTicks)), view.Sight, now.UtcTicks);
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public async Task<Page<TrackPoint>> ListAsync(V1.ListTrackPointsRequest request, Caller caller, CancellationToken cancellation)
    {
        var subject = SubjectName.OfPosition(request.Parent, "parent");
        var (from, before) = ReadPeriod(request.Period);
        var size = Paging.SizeOf(request.PageSize, UsualPage, LargestPage);
        var list = new V1.ListTrackPointsRequest { Parent = request.Parent, Period = request.Period };
        if (Paging.ReadToken(request.PageToken, list) is { } last)
        {
            from = new(Math.Clamp(last, 0, DateTimeOffset.MaxValue.UtcTicks - 1) + 1, TimeSpan.Zero);
        }

        var points = await ReadTrackAsync(subject, from, before, size + 1, caller, cancellation);
        return points.Count > size
            ? new(points[..size], Paging.WriteToken(points[size - 1].EventTime.UtcTicks, list))
            : new(points, "");
    }

    /// <summary>Every last known position that matches and may be seen.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, or <see cref="Fault.Rejected"/> for more than 10,000.</exception>
    public IReadOnlyList<TrackPoint> FindAll(V1.PositionFilter? filter, Caller caller)
    {
        var violations = new Violations();
        var selection = Selection.Read(filter, violations);
        violations.ThrowIfAny();
        return index.FindAll(new(selection, index.Disclosures.SightOf(caller)), clock.GetUtcNow().UtcTicks).Points is { Count: <= MostAtOnce } known ? [.. known.Select(each => each.Newest.ToTrackPoint(index.Subjects))]
            : throw new DomainException(Fault.Rejected, "TOO_MANY_POSITIONS", $"More than {MostAtOnce} positions match; narrow the filter.");
    }

    /// <summary>Every last known position that may be seen, with what can be said of it now.</summary>
    public IEnumerable<V1.Position> FindEverything(Caller caller)
    {
        var (sight, now) = (index.Disclosures.SightOf(caller), clock.GetUtcNow().UtcTicks);
        return index.FindAll(new(Selection.Everything, sight), now).Points.Select(known => known.ToProto(index, sight, now));
    }

    /// <summary>The first points of a track in a period, and whether there are more.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public async Task<(IReadOnlyList<TrackPoint> Track, bool IsTruncated)> FindTrackAsync(
        string parent, Interval? period, Caller caller, CancellationToken cancellation)
    {
        var subject = SubjectName.OfPosition(parent, "parent");
        var (from, before) = ReadPeriod(period);
        var track = await ReadTrackAsync(subject, from, before, MostAtOnce + 1, caller, cancellation);
        return (track[..Math.Min(track.Count, MostAtOnce)], track.Count > MostAtOnce);
    }

    // Period by period of those that the caller may see: so a page is as full as there are such points.
    private async Task<List<TrackPoint>> ReadTrackAsync(
        string subject, DateTimeOffset from, DateTimeOffset before, int most, Caller caller, CancellationToken cancellation)
    {
        var points = new List<TrackPoint>();
        var number = index.Subjects.Find(subject);
        foreach (var period in number < 0 ? [] : index.Disclosures.SightOf(caller).PeriodsOf(number, from.UtcTicks, before.UtcTicks))
        {
            if (points.Count < most)
            {
                points.AddRange(await store.TrackAsync(subject, Time(period.From), Time(period.Before), most - points.Count, cancellation));
            }
        }

        return points;

        static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);
    }

    private V1.FindNearestResponse ToProto(Nearest nearest, Sight sight, long now)
    {
        return new() { Neighbours = { nearest.Neighbours.Select(ToProto) }, PossiblyNearer = { nearest.PossiblyNearer.Select(ToProto) } };

        V1.FindNearestResponse.Types.Neighbour ToProto(Neighbour neighbour) => new()
        {
            Position = neighbour.Known.ToProto(index, sight, now),
            DistanceMetres = neighbour.Metres,
            NearestMetres = neighbour.NearestMetres,
            FarthestMetres = neighbour.FarthestMetres,
        };
    }

    private async Task<int> CountMissingAsync(string subject, long newest, CancellationToken cancellation)
    {
        var last = new DateTimeOffset(newest, TimeSpan.Zero);
        var points = await store.TrackAsync(subject, last - CountedOver, last.AddTicks(1), MostCounted, cancellation);
        return (int)Math.Min(int.MaxValue, SequenceGaps.Count(points.Select(point => point.DeviceSequence ?? 0)));
    }

    private static (DateTimeOffset From, DateTimeOffset Before) ReadPeriod(Interval? period)
    {
        var violations = new Violations();
        var from = violations.ReadTime(period?.StartTime, "period.start_time") ?? DateTimeOffset.MinValue;
        var before = violations.ReadTime(period?.EndTime, "period.end_time") ?? DateTimeOffset.MaxValue;
        violations.Check(from <= before, "period.end_time", "must not be before start_time");
        violations.ThrowIfAny();
        return (from, before);
    }
}
