using System.Text;
using CsCheck;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Positions.States;
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

                var found = FindNearest(index, from, most, radius, Selection.Everything with { Nation = "DE" }, notBefore);

                var scanned = LastKnown(track).Where(p => NationOf(p.Subject) == "DE" && p.EventTime >= notBefore.UtcTicks)
                    .Select(p => Formulas.Metres(p.Location, from)).Where(metres => metres <= radius).Order().Take(most);
                AssertClose(scanned, found.Select(neighbour => neighbour.Metres));
                Assert.All(found, neighbour => Assert.Equal(Formulas.Metres(neighbour.Known.Newest.Location, from), neighbour.Metres, tolerance: 1));
            });

    [Fact]
    public void FindNearest_WithinAnArea_FindsWhatAScanFinds() =>
        Gen.Select(Tracks, Gens.Point, Gens.Point, Gen.Double[1, 10_000_000], Gen.Int[1, 10]).Sample((track, from, centre, radius, most) =>
        {
            using var index = IndexOf(track);
            var area = new Disc(centre, radius);

            var found = FindNearest(index, from, most, double.PositiveInfinity, Selection.Everything with { Area = area }, default);

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

            var (found, end, _) = index.FindAll(new(Selection.Everything with { Area = area }, Sight.Everything), 0);

            Assert.Equal(LastKnown(track).Where(p => area.Contains(p.Location)).OrderBy(p => p.Sequence), found.Select(known => known.Newest));
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

            Assert.Equal(LastKnown(tracks.track).OrderBy(p => p.Sequence), index.FindAll(View.Everything, 0).Points.Select(known => known.Newest));
            Assert.All(LastKnown(tracks.track), point => Assert.Equal(point, index.FindFix(point.Subject)));
        });

    [Fact]
    public void FindNearest_AcrossTheAntimeridian_FindsTheOtherSide()
    {
        using var index = IndexOf([Point(1, 1, 0, new(0, 179.999)), Point(2, 2, 0, new(0, -179.999)), Point(3, 3, 0, new(0, 179))]);

        var found = FindNearest(index, new(0, 179.9995), 2, double.PositiveInfinity, Selection.Everything, default);

        Assert.Equal(["members/unit-1", "members/unit-2"], found.Select(neighbour => index.Subjects.NameOf(neighbour.Known.Newest.Subject)));
    }

    [Fact]
    public void FindNearest_NamedSubjects_FindsNoOther()
    {
        using var index = IndexOf([Point(1, 1, 0, new(1, 1)), Point(2, 2, 0, new(2, 2)), Point(3, 3, 0, new(1, 1))]);

        var found = FindNearest(index, new(1, 1), 10, double.PositiveInfinity, Selection.Everything with { Subjects = new HashSet<string> { "members/unit-2", "members/none" } }, default);

        Assert.Equal("members/unit-2", index.Subjects.NameOf(Assert.Single(found).Known.Newest.Subject));
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

    /// <summary>An index to which everything is plausible and certain.</summary>
    internal static PositionIndex CredulousIndex()
    {
        var options = new StateOptions { FastestMps = double.PositiveInfinity, MostUncertaintyMetres = 0, FrozenAfter = TimeSpan.MaxValue, FrozenMovingAfter = TimeSpan.MaxValue };
        foreach (var source in options.Sources.Values)
        {
            source.AccuracyMetres = 0;
        }

        return new(Options.Create(options));
    }

    private static IReadOnlyList<Neighbour> FindNearest(PositionIndex index, GeoPoint from, int most, double radius, Selection selection, DateTimeOffset notBefore) =>
        index.FindNearest(new(SpherePoint.Of(from), most, radius, new(selection, Sight.Everything), notBefore.UtcTicks, GeolocationApp.Noon.UtcTicks)).Neighbours;

    private static string NationOf(int subject) => subject % 3 == 0 ? "MA" : "DE";

    private static PositionIndex NewIndex()
    {
        var index = CredulousIndex();
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
