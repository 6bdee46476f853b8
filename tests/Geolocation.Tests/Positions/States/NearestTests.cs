using System.Text;
using CsCheck;
using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Positions.States;
using TaskForce.Geolocation.Tests.Geography;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Tests.Positions.States;

public class NearestTests
{
    private static readonly GeoPoint Centre = new(36, -5);

    // Within some hundred kilometres, silent for up to some hours, fast or slow: small radii and large ones.
    private static readonly Gen<Fix[]> Units =
        Gen.Select(Gen.Double[-2, 2], Gen.Double[-2, 2], Gen.Int[0, 20_000], Gen.Single[0, 60], Gen.OneOf(Gen.Single[1, 100], Gen.Single[1, 300_000]))
            .Array[0, 60].Select(units => units.Select((unit, i) =>
                PositionIndexTests.Point(i + 1, i, -unit.Item3, new(Centre.Latitude + unit.Item1 + (i * 1e-4), Centre.Longitude + unit.Item2)) with
                {
                    SpeedMps = unit.Item4,
                    AccuracyMetres = unit.Item5,
                }).ToArray());

    [Fact]
    public void FindNearest_AnyUnits_FindsWhatAScanFinds() =>
        Gen.Select(Units, Gens.Point, Gen.Int[1, 20], Gen.OneOf(Gen.Double[1, 500_000], Gen.Const(double.PositiveInfinity)), Gen.Bool).Sample(
            (units, far, most, radius, isFar) =>
            {
                using var index = IndexOf(units);
                var from = isFar ? far : Centre;

                var found = index.FindNearest(Question(from, most, radius));

                var all = units.Select(unit => ToNeighbour(index, unit, from)).Where(unit => unit.NearestMetres <= radius).OrderBy(unit => unit.Metres).ToList();
                var neighbours = all.Take(most).ToList();
                var reach = neighbours.Count < most ? 0 : Math.Min(radius, neighbours.Min(unit => unit.FarthestMetres));
                Assert.Equal(neighbours, found.Neighbours, AreEqual);
                Assert.Equal(all.Skip(most).Where(unit => unit.NearestMetres < reach).OrderBy(unit => unit.NearestMetres).ThenBy(unit => unit.Metres).Take(most),
                    found.PossiblyNearer, (one, other) => Math.Abs(one.NearestMetres - other.NearestMetres) < 1);
            });

    [Fact]
    public void FindNearest_OneIsSilentForLong_IsSaidToBePossiblyNearer()
    {
        using var index = IndexOf([Unit(0, 0, 10_000, 20), Unit(1, -3600, 30_000, 20), Unit(2, 0, 30_000, 20), Unit(3, -3600, 200_000, 20)]);

        var found = index.FindNearest(Question(Track.Place(0, 0), 1, double.PositiveInfinity));

        Assert.Equal(0, Assert.Single(found.Neighbours).Known.Newest.Subject);
        var possibly = Assert.Single(found.PossiblyNearer);
        Assert.Equal((1, 0.0), (possibly.Known.Newest.Subject, possibly.NearestMetres));
    }

    [Fact]
    public void FindNearest_OneMayBeWithinTheRadius_IsFound()
    {
        using var index = IndexOf([Unit(0, -600, 10_000, 20), Unit(1, -60, 10_000, 20)]);

        var found = index.FindNearest(Question(Track.Place(0, 0), 10, 1000));

        Assert.Equal(0, Assert.Single(found.Neighbours).Known.Newest.Subject);
    }

    [Fact]
    public void FindNearest_HeardAgain_IsNotWideAnyMore()
    {
        using var index = IndexOf([Unit(0, -7200, 10_000, 20), Unit(1, 0, 30_000, 20)]);
        var before = index.FindNearest(Question(Track.Place(30_000, 0), 1, double.PositiveInfinity)).PossiblyNearer;

        index.Apply([Unit(0, 0, 10_000, 0) with { Sequence = 9 }]);

        Assert.Single(before);
        Assert.Empty(index.FindNearest(Question(Track.Place(30_000, 0), 1, double.PositiveInfinity)).PossiblyNearer);
        Assert.Empty(index.FindNearest(Question(Track.Place(0, 0), 9, 1000)).Neighbours);
    }

    [Fact]
    public void FindNearest_NewestJumped_IsWhereItPlausiblyWas()
    {
        using var index = IndexOf([Unit(0, 0, 0, 20)]);
        index.Apply([Unit(0, 10, 300_000, 20) with { Sequence = 9 }]);

        var near = Assert.Single(index.FindNearest(Question(Track.Place(0, 0), 9, 1000)).Neighbours);

        Assert.Equal((0.0, 10.0), (Track.SecondOf(near.Known.Plausible), Track.SecondOf(near.Known.Newest)));
        Assert.Empty(index.FindNearest(Question(Track.Place(300_000, 0), 9, 1000)).Neighbours);
    }

    private static Fix Unit(int subject, double second, double east, float speed) =>
        Track.At(second, east, speed) with { Subject = subject, Sequence = subject + 1 };

    private static NearestQuestion Question(GeoPoint from, int most, double radius) =>
        new(SpherePoint.Of(from), most, radius, View.Everything, 0, GeolocationApp.Noon.UtcTicks);

    private static Neighbour ToNeighbour(PositionIndex index, Fix unit, GeoPoint from) =>
        new(index.Find(unit.Subject)!, Formulas.Metres(unit.Location, from), index.Find(unit.Subject)!.UncertaintyAt(GeolocationApp.Noon.UtcTicks, index.States.Options));

    private static bool AreEqual(Neighbour one, Neighbour other) => one.Known.Newest.Subject == other.Known.Newest.Subject && Math.Abs(one.FarthestMetres - other.FarthestMetres) < 1;

    private static PositionIndex IndexOf(Fix[] units)
    {
        var index = new PositionIndex(Options.Create(new StateOptions()));
        for (var subject = 0; subject < 60; subject++)
        {
            index.Subjects.Add(Encoding.UTF8.GetBytes($"members/unit-{subject}"), index.Subjects.NumberOf("DE"));
        }

        index.Subjects.MakeKnown(index.Subjects.Count);
        index.Apply(units);
        return index;
    }
}
