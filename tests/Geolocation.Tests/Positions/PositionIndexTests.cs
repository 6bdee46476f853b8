using CsCheck;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Tests.Geography;

namespace TaskForce.Geolocation.Tests.Positions;

public class PositionIndexTests
{
    // Few subjects and times, so that many points are of the same subject, late or early.
    private static readonly Gen<TrackPoint[]> Tracks =
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 100], Gens.Point, (subject, second, at) => (subject, second, at)).Array[0, 150].Select(points => points
            .DistinctBy(point => (point.subject, point.second))
            .Select((point, i) => Point(i + 1, $"members/unit-{point.subject}", point.second, point.at, point.subject % 3 == 0 ? "MA" : "DE"))
            .ToArray());

    [Fact]
    public void FindNearest_AnyPoints_FindsWhatAScanFinds() =>
        Gen.Select(Tracks, Gens.Point, Gen.Int[1, 30], Gen.OneOf(Gen.Double[1, 20_000_000], Gen.Const(double.PositiveInfinity)), Gen.Int[0, 100])
            .Sample((track, from, most, radius, second) =>
            {
                using var index = IndexOf(track);
                var notBefore = GeolocationApp.Noon.AddSeconds(second);

                var found = index.FindNearest(from, most, radius, Selection.Everything with { Nation = "DE" }, notBefore);

                var scanned = LastKnown(track).Where(p => p.Nation == "DE" && p.EventTime >= notBefore)
                    .Select(p => Formulas.Metres(p.Location, from)).Where(metres => metres <= radius).Order().Take(most);
                AssertClose(scanned, found.Select(neighbour => neighbour.Metres));
                Assert.All(found, neighbour => Assert.Equal(Formulas.Metres(neighbour.Point.Location, from), neighbour.Metres, tolerance: 1));
            });

    [Fact]
    public void FindNearest_WithinAnArea_FindsWhatAScanFinds() =>
        Gen.Select(Tracks, Gens.Point, Gens.Point, Gen.Double[1, 10_000_000], Gen.Int[1, 10]).Sample((track, from, centre, radius, most) =>
        {
            using var index = IndexOf(track);
            var area = new Disc(centre, radius);

            var found = index.FindNearest(from, most, double.PositiveInfinity, Selection.Everything with { Area = area }, default);

            AssertClose(
                LastKnown(track).Where(p => area.Contains(p.Location)).Select(p => Formulas.Metres(p.Location, from)).Order().Take(most),
                found.Select(neighbour => neighbour.Metres));
        });

    [Fact]
    public void FindAll_WithinAPolygon_FindsWhatAScanFinds() =>
        Gen.Select(Tracks, Gens.Point.Array[3, 6]).Sample((track, corners) =>
        {
            using var index = IndexOf(track);
            var area = new Polygon(corners);

            var (found, end) = index.FindAll(Selection.Everything with { Area = area });

            Assert.Equal(LastKnown(track).Where(p => area.Contains(p.Location)).OrderBy(p => p.Sequence), found);
            Assert.Equal(track.Length, end);
        });

    [Fact]
    public void Apply_InAnyOrder_KeepsTheLatestOfEachSubject() =>
        Gen.Select(Tracks.SelectMany(track => Gen.Shuffle(track).Select(shuffled => (track, shuffled))), Gen.Int[1, 10]).Sample((tracks, size) =>
        {
            using var index = new PositionIndex();
            foreach (var batch in tracks.shuffled.Chunk(size))
            {
                index.Apply(batch);
            }

            Assert.Equal(LastKnown(tracks.track).OrderBy(p => p.Sequence), index.FindAll(Selection.Everything).Points);
            Assert.All(LastKnown(tracks.track), point => Assert.Same(point, index.Find(point.Subject)));
        });

    [Fact]
    public void FindNearest_AcrossTheAntimeridian_FindsTheOtherSide()
    {
        using var index = IndexOf([Point(1, "members/east", 0, new(0, 179.999)), Point(2, "members/west", 0, new(0, -179.999)), Point(3, "members/far", 0, new(0, 179))]);

        var found = index.FindNearest(new(0, 179.9995), 2, double.PositiveInfinity, Selection.Everything, default);

        Assert.Equal(["members/east", "members/west"], found.Select(neighbour => neighbour.Point.Subject));
    }

    [Fact]
    public void FindNearest_NamedSubjects_FindsNoOther()
    {
        using var index = IndexOf([Point(1, "members/here", 0, new(1, 1)), Point(2, "members/there", 0, new(2, 2)), Point(3, "members/else", 0, new(1, 1))]);

        var found = index.FindNearest(new(1, 1), 10, double.PositiveInfinity, Selection.Everything with { Subjects = new HashSet<string> { "members/there", "members/none" } }, default);

        Assert.Equal("members/there", Assert.Single(found).Point.Subject);
    }

    internal static TrackPoint Point(long sequence, string subject, double second, GeoPoint at, string nation = "DE") => new()
    {
        Sequence = sequence,
        Subject = subject,
        Nation = nation,
        EventTime = GeolocationApp.Noon.AddSeconds(second),
        ReceiptTime = GeolocationApp.Noon,
        Latitude = at.Latitude,
        Longitude = at.Longitude,
        IsLate = false,
    };

    private static PositionIndex IndexOf(TrackPoint[] track)
    {
        var index = new PositionIndex();
        index.Apply(track);
        return index;
    }

    private static IEnumerable<TrackPoint> LastKnown(IEnumerable<TrackPoint> track) => track.GroupBy(p => p.Subject).Select(g => g.MaxBy(p => p.EventTime)!);

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<double> found) =>
        Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) < 1);
}
