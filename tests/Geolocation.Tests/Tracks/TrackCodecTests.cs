using CsCheck;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Tests.Tracks;

public class TrackCodecTests
{
    private static readonly Gen<float> Measure = Gen.OneOf(Gen.Const(float.NaN), Gen.Float[0, 1000]);

    private static readonly Gen<Fix> Fixes = Gen.Select(
        Gen.Select(Gen.Int[0, 2000], Gen.Int[-900_000_000, 900_000_000], Gen.Int[-1_800_000_000, 1_800_000_000]),
        Gen.Select(Gen.OneOf(Gen.Long[0, 1000], Gen.Long[0, DateTime.MaxValue.Ticks]), Gen.OneOf(Gen.Const(5L), Gen.Long[0, DateTime.MaxValue.Ticks])),
        Gen.Select(Measure, Measure, Measure),
        Gen.Select(Gen.OneOf(Gen.Const(0), Gen.Int), Gen.Bool, Gen.Bool, Gen.OneOf(Gen.Const(0L), Gen.Long[0, long.MaxValue])),
        (place, times, measures, rest) => new Fix
        {
            Subject = place.Item1,
            Latitude = place.Item2,
            Longitude = place.Item3,
            EventTime = times.Item1,
            ReceiptTime = times.Item2,
            AccuracyMetres = measures.Item1,
            SpeedMps = measures.Item2,
            HeadingDegrees = measures.Item3,
            Source = rest.Item1,
            IsLate = rest.Item2,
            DeviceSequence = rest.Item4,
            NewOwner = rest.Item3 ? (byte)1 : (byte)0,
        });

    [Fact]
    public void Batch_AnyPoints_ReadsAsItWasWritten() => Fixes.Array[0, 50].Sample(fixes =>
    {
        var (subjects, buffer, before) = (new SubjectTable(), new ByteBuffer(), (0L, 0L));
        subjects.NumberOf("MA");
        var points = fixes.Select((fix, i) => fix with { Sequence = 100 + i }).ToArray();

        BatchCodec.Write(buffer, points, subjects, ref before);

        Assert.Equal(points, BatchCodec.Read(buffer.ToArray(), 100, points.Length, subjects));
    });

    [Fact]
    public void Pages_AnyPoints_HoldEachOnceAndFindThoseOfASubject() => Fixes.Array[1, 200].Sample(fixes =>
    {
        var points = fixes.DistinctBy(fix => (fix.Subject, fix.EventTime)).Select((fix, i) => fix with { Sequence = i + 1, NewOwner = 0 }).ToArray();

        var pages = PageBuilder.Build(points, NationOf);

        var found = new List<Fix>();
        pages.ForEach(page => PageCodec.Read(page.Points, wanted: null, found));
        Assert.Equal(points, found.OrderBy(fix => fix.Sequence));
        var (wanted, ofOne) = (points[^1].Subject, new List<Fix>());
        pages.ForEach(page => PageCodec.Read(page.Points, wanted, ofOne));
        Assert.Equal(points.Where(fix => fix.Subject == wanted), ofOne.OrderBy(fix => fix.Sequence));
        Assert.All(pages, page => Assert.All(PointsOf(page), fix => Assert.Equal(page.Nation, NationOf(fix.Subject))));
        Assert.All(pages, page => Assert.True(page.MaxEvent / TimeSpan.TicksPerHour == page.MinEvent / TimeSpan.TicksPerHour));
    });

    private static string NationOf(int subject) => subject % 3 == 0 ? "MA" : "DE";

    private static List<Fix> PointsOf(PageRow page)
    {
        var points = new List<Fix>();
        PageCodec.Read(page.Points, wanted: null, points);
        return points;
    }

    [Fact]
    public void Subjects_AddedAndTakenBack_AreFoundByNameAndNumber() => Gen.Int[0, 50].Array[1, 30].Sample(steps =>
    {
        var (subjects, names) = (new SubjectTable(), new List<string>());
        foreach (var step in steps)
        {
            var kept = Math.Min(step, names.Count);
            subjects.Truncate(kept);
            names.RemoveRange(kept, names.Count - kept);
            for (var i = 0; i < step * 10; i++)
            {
                names.Add($"assets/boat-{step}-{names.Count}");
                Assert.Equal(names.Count - 1, subjects.Add(System.Text.Encoding.UTF8.GetBytes(names[^1]), subjects.NumberOf("DE")));
            }
        }

        subjects.MakeKnown(subjects.Count);
        Assert.All(names.Index(), name => Assert.Equal((name.Index, name.Item, "DE"), (subjects.Find(name.Item), subjects.NameOf(name.Index), subjects.NationOf(name.Index))));
        Assert.Equal(-1, subjects.Find("assets/boat"));
    });
}
