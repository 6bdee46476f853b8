using CsCheck;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.Tests.Positions.Map;

public class MapWatcherTests
{
    private const int Subjects = 900;

    // A pixel of zoom 10 in the south of Spain.
    private const double PixelMetres = 156_543.034 * 0.81 / 1024;

    private static readonly Disc Area = new(new(36, -5.5), 20_000);

    /// <summary>What is done to the world and the reader: which thing, to whom, how far.</summary>
    private static readonly Gen<(int What, int Whom, double North, double East)[]> Deeds =
        Gen.Select(Gen.Int[0, 14], Gen.Int[0, Subjects - 1], Gen.Double[-1, 1], Gen.Double[-1, 1]).Array[1, 120];

    [Fact]
    public void Map_AnyMovesSilencesPausesAndReconnects_IsInTheEndWhatAFreshOneIs() =>
        Gen.Select(Deeds, Gen.Int[0, 2], Gen.OneOf(Gen.Const((int?)10), Gen.Const((int?)null))).Sample((deeds, kind, zoom) =>
        {
            // Within an area, of a nation, or what another nation may see.
            var selection = Selection.Everything with { Area = kind != 1 ? Area : null, Nation = kind == 1 ? "DE" : "" };
            var nation = kind == 2 ? "DE" : null;
            using var world = new MapWorld(Subjects);
            using var other = new MapReader(world, selection, zoom, nation);
            other.Connect(world.Processes[1]);
            using var reader = new MapReader(world, selection, zoom, nation);
            reader.Connect(world.Processes[0]);
            var places = Enumerable.Range(0, Subjects).Select(i => (North: 36 + (0.2 * Math.Sin(i)), East: -5.5 + (0.3 * Math.Cos(i)))).ToArray();
            foreach (var (what, whom, north, east) in deeds)
            {
                Do(world, reader, other, places, what, whom, north, east);
            }

            world.TellDisclosures();
            reader.Connect(world.Processes[deeds.Length % 2]);
            CatchUp(reader);
            using var fresh = new MapReader(world, selection, zoom, nation);
            fresh.Connect(world.Processes[0]);
            CatchUp(fresh);

            AssertAlike(fresh, reader, selection, zoom);
        }, iter: 100);

    [Fact]
    public void Read_DisclosedWithinAPixelOfWhereItWas_IsToldAsOfTheAssignmentAndTakenOffAtItsEnd()
    {
        using var world = new MapWorld(2);
        using var reader = new MapReader(world, Selection.Everything, zoom: 10, nation: "DE");
        using var own = new MapReader(world, Selection.Everything, zoom: 10, nation: "MA");
        reader.Connect(world.Processes[0]);
        own.Connect(world.Processes[0]);
        world.Report(1, 36, -5.5);
        CatchUp(reader);
        CatchUp(own);
        Assert.Equal((0, 1), (reader.Told, own.Told));

        world.Clock.Advance(TimeSpan.FromSeconds(10));
        world.Disclose(1, -1, 60, isKnownToAll: true);
        CatchUp(reader);
        Assert.Empty(reader.Map.Subjects);
        world.Report(1, 36.00001, -5.5);
        CatchUp(reader);
        Assert.Equal(GeolocationApp.Noon.AddSeconds(10), Assert.Single(reader.Map.Subjects).Value.EventTime);

        world.Clock.Advance(TimeSpan.FromSeconds(61));
        CatchUp(reader);
        CatchUp(own);
        Assert.Empty(reader.Map.Subjects);
        Assert.Single(own.Map.Subjects);
    }

    [Fact]
    public void Read_ManyMoves_TellsEachSubjectOnceARound()
    {
        using var world = new MapWorld(Subjects);
        using var reader = new MapReader(world, Selection.Everything, zoom: null);
        reader.Connect(world.Processes[0]);
        for (var i = 0; i < 50 * Subjects; i++)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            world.Report(i % Subjects, 36 + (i * 1e-6), -5.5);
        }

        CatchUp(reader);

        Assert.Equal((Subjects, Subjects), (reader.Told, reader.Map.Subjects.Count));
        Assert.Equal(36 + (((50 * Subjects) - 1) * 1e-6), reader.Map.Subjects[$"members/unit-{Subjects - 1}"].Location.Latitude, 7);
    }

    [Fact]
    public void Read_CreepsByLessThanAPixel_IsToldWhenItAddsUp()
    {
        using var world = new MapWorld(1);
        using var reader = new MapReader(world, Selection.Everything, zoom: 10);
        reader.Connect(world.Processes[0]);
        for (var i = 0; i < 100; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(10));
            world.Report(0, 36 + (i * PixelMetres * 0.1 / 111_195), -5.5);
            CatchUp(reader);
            // Each time on a layer that knows nothing of the one before.
            Assert.True(i % 7 != 3 || reader.Connect(world.Processes[i % 2]));
        }

        CatchUp(reader);
        Assert.InRange(reader.Told, 9, 30);
        Assert.InRange((reader.Map.Subjects["members/unit-0"].Location.Latitude - 36) * 111_195 / PixelMetres, 8.8, 10);
    }

    [Fact]
    public void Read_NothingHeardForLong_TellsTheRadiusAsOftenAsItDoubles()
    {
        using var world = new MapWorld(1);
        using var reader = new MapReader(world, Selection.Everything, zoom: null);
        reader.Connect(world.Processes[0]);
        world.Report(0, 36, -5.5);
        for (var minute = 0; minute < 24 * 60; minute++)
        {
            CatchUp(reader);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        // From 500 m on: 1, 2, 4 ... 64 km; and the silence.
        Assert.InRange(reader.Told, 8, 10);
        Assert.InRange(reader.Map.Subjects["members/unit-0"].UncertaintyMetres, 50_000, 100_000);
    }

    private static void Do(
        MapWorld world, MapReader reader, MapReader other, (double North, double East)[] places, int what, int whom, double north, double east)
    {
        switch (what)
        {
            case <= 4:
                // From far less than a pixel to far more than the area.
                var reach = what switch { 0 => 0.0002, 1 => 0.002, 2 => 0.02, _ => 0.3 };
                for (var i = 0; i < 40; i++)
                {
                    ref var place = ref places[(whom + (i * 7)) % Subjects];
                    place = (place.North + (north * reach), place.East + (east * reach));
                    world.Report((whom + (i * 7)) % Subjects, place.North, place.East);
                }

                break;
            case 5:
                world.Report(whom, 36 + north, -5.5 + east, secondsAgo: 30);
                break;
            case 6:
                world.Clock.Advance(TimeSpan.FromSeconds(50 + (north * 49)));
                break;
            case 7:
                world.Clock.Advance(TimeSpan.FromMinutes(3));
                break;
            case 8:
                reader.Disconnect();
                break;
            case 9:
                reader.Connect(world.Processes[whom % 2]);
                break;
            case 10:
                CatchUp(other);
                break;
            case 14:
                // Odd ones are Morocco's.
                world.Disclose(whom | 1, north * 200, 300 + (east * 299), isKnownToAll: whom % 3 > 0);
                world.Disclose(((whom + 200) | 1) % Subjects, -100, 150, isKnownToAll: true);
                break;
            case 11:
                CatchUp(reader);
                break;
            default:
                reader.Read();
                break;
        }

        world.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private static void CatchUp(MapReader reader)
    {
        while (reader.Read())
        {
        }
    }

    private static void AssertAlike(MapReader fresh, MapReader reader, Selection selection, int? zoom)
    {
        var pixel = zoom is null ? 0 : PixelMetres;
        foreach (var subject in fresh.Map.Subjects.Keys.Union(reader.Map.Subjects.Keys))
        {
            var (one, two) = (fresh.Map.Subjects.GetValueOrDefault(subject), reader.Map.Subjects.GetValueOrDefault(subject));
            if (one is null || two is null)
            {
                // On the edge both are right.
                Assert.InRange(Math.Abs(selection.Area!.Depth((one ?? two)!.Location.ToGeoPoint())), 0, 2 * pixel);
                continue;
            }

            // The fresh one and the other are each within a pixel of the truth.
            Assert.InRange(one.Location.ToGeoPoint().MetresTo(two.Location.ToGeoPoint()), 0, (2 * pixel) + 0.01);
            Assert.Equal((one.State, one.Nation), (two.State, two.Nation));
            Assert.InRange(Math.Max(one.UncertaintyMetres, 8 * PixelMetres) / Math.Max(two.UncertaintyMetres, 8 * PixelMetres), 0.24, 4.1);
        }
    }
}
