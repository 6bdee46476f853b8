using System.Text;
using CsCheck;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Tests.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Tests.Positions;

public class PositionIndexTests
{
    // Few subjects and times, so that many points are of the same subject, late or early.
    private static readonly Gen<Fix[]> Tracks =
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 100], Gens.Point, (subject, second, at) => (subject, second, at)).Array[0, 150].Select(points => points
            .DistinctBy(point => (point.subject, point.second))
            .Select((point, i) => Point(i + 1, point.subject, point.second, point.at))
            .ToArray());

    [Fact]
    public void FindNearest_AnyPoints_FindsWhatAScanFinds() =>
        Gen.Select(Tracks, Gens.Point, Gen.Int[1, 30], Gen.OneOf(Gen.Double[1, 20_000_000], Gen.Const(double.PositiveInfinity)), Gen.Int[0, 100])
            .Sample((track, from, most, radius, second) =>
            {
                using var index = IndexOf(track);
                var notBefore = GeolocationApp.Noon.AddSeconds(second);

                var found = index.FindNearest(from, most, radius, Selection.Everything with { Nation = "DE" }, notBefore);

                var scanned = LastKnown(track).Where(p => NationOf(p.Subject) == "DE" && p.EventTime >= notBefore.UtcTicks)
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
            using var index = NewIndex();
            foreach (var batch in tracks.shuffled.Chunk(size))
            {
                index.Apply(batch);
            }

            Assert.Equal(LastKnown(tracks.track).OrderBy(p => p.Sequence), index.FindAll(Selection.Everything).Points);
            Assert.All(LastKnown(tracks.track), point => Assert.Equal(point, index.FindFix(point.Subject)));
        });

    [Fact]
    public void FindNearest_AcrossTheAntimeridian_FindsTheOtherSide()
    {
        using var index = IndexOf([Point(1, 1, 0, new(0, 179.999)), Point(2, 2, 0, new(0, -179.999)), Point(3, 3, 0, new(0, 179))]);

        var found = index.FindNearest(new(0, 179.9995), 2, double.PositiveInfinity, Selection.Everything, default);

        Assert.Equal(["members/unit-1", "members/unit-2"], found.Select(neighbour => neighbour.Point.Subject));
    }

    [Fact]
    public void FindNearest_NamedSubjects_FindsNoOther()
    {
        using var index = IndexOf([Point(1, 1, 0, new(1, 1)), Point(2, 2, 0, new(2, 2)), Point(3, 3, 0, new(1, 1))]);

        var found = index.FindNearest(new(1, 1), 10, double.PositiveInfinity, Selection.Everything with { Subjects = new HashSet<string> { "members/unit-2", "members/none" } }, default);

        Assert.Equal("members/unit-2", Assert.Single(found).Point.Subject);
    }

    /// <summary>A point as it is kept, so many seconds after noon.</summary>
    internal static Fix Point(long sequence, int subject, double second, GeoPoint at) => new()
    {
        Sequence = sequence,
        Subject = subject,
        EventTime = GeolocationApp.Noon.AddSeconds(second).UtcTicks,
        ReceiptTime = GeolocationApp.Noon.UtcTicks,
        Latitude = Fix.Units(at.Latitude),
        Longitude = Fix.Units(at.Longitude),
        AccuracyMetres = float.NaN,
        SpeedMps = float.NaN,
        HeadingDegrees = float.NaN,
    };

    private static string NationOf(int subject) => subject % 3 == 0 ? "MA" : "DE";

    private static PositionIndex NewIndex()
    {
        var index = new PositionIndex();
        for (var subject = 0; subject <= 60; subject++)
        {
            index.Subjects.Add(Encoding.UTF8.GetBytes($"members/unit-{subject}"), index.Subjects.NumberOf(NationOf(subject)));
        }

        index.Subjects.MakeKnown(index.Subjects.Count);
        return index;
    }

    private static PositionIndex IndexOf(Fix[] track)
    {
        var index = NewIndex();
        index.Apply(track);
        return index;
    }

    private static IEnumerable<Fix> LastKnown(IEnumerable<Fix> track) => track.GroupBy(p => p.Subject).Select(g => g.MaxBy(p => p.EventTime)!);

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<double> found) =>
        Assert.Equal(expected, found, (a, b) => Math.Abs(a - b) < 1);
}
