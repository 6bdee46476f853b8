using CsCheck;
using Microsoft.Extensions.Options;
using TaskForce.Tasking.Mandates;

namespace TaskForce.Tasking.Tests.Mandates;

public class MandateBookTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Mandate Land = new()
    {
        Id = "land",
        Title = "On land",
        LegalBasis = "Sample",
        Territory = ["MA"],
        Nations = ["DE", "MA"],
        ValidFrom = Noon.AddDays(-1),
        ValidUntil = Noon.AddDays(1),
    };

    private static readonly Mandate Sea = new()
    {
        Id = "sea",
        Title = "At sea",
        LegalBasis = "Sample",
        Territory = ["MA"],
        Zones = ["sea"],
        Nations = ["DE", "MA"],
    };

    private readonly MandateBook _book = new(Options.Create(new MandateOptions
    {
        Mandates = [Land, Sea],
        Territories =
        [
            new() { Id = "land", DisplayName = "Land", Nation = "MA", Corners = ["30 -10", "35 -10", "35 -5", "30 -5"] },
            new() { Id = "more-land", DisplayName = "More land", Nation = "MA", Corners = ["30 -5", "35 -5", "35 -2", "30 -2"] },
            new() { Id = "sea", DisplayName = "Sea", Corners = ["35 -10", "36 -10", "36 -5", "35 -5"] },
        ],
    }));

    [Fact]
    public void For_CircleAcrossTwoOutlinesOfOneNation_IsCovered() =>
        Assert.Equal(Land, _book.For(At(new(32, -5, 20_000))));

    [Fact]
    public void For_CircleThatReachesBeyondTheLine_NamesThePlaceOnly()
    {
        var refusal = Assert.Throws<DomainException>(() => _book.For(At(new(30.01, -7, 5000))));

        Assert.Equal("NO_MANDATE", refusal.Reason);
        Assert.Equal(["place"], refusal.Violations.Select(violation => violation.Field));
        Assert.Contains("a part of the 5000 m", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void For_EverythingOutside_NamesPlacePeriodAndNationsOfTheNearest()
    {
        var refusal = Assert.Throws<DomainException>(() => _book.For(
            new(new(29, -7, 100), "the well", "MA", ["DE", "FR"], Noon.AddYears(-9), Noon.AddYears(900))));

        // The sea's mandate has no end, so only its place and the nations are wrong.
        Assert.Equal(["place", "nations"], refusal.Violations.Select(violation => violation.Field));
        Assert.Contains("At sea (mandates/sea)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void For_PlaceFarOutside_SaysHowFar()
    {
        var refusal = Assert.Throws<DomainException>(() => _book.For(At(new(29, -7, 100))));

        Assert.Contains("is about 111.2 km outside the territory of mandates/land", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void For_TimeBeyondTheMandate_NamesThePeriod()
    {
        var refusal = Assert.Throws<DomainException>(() => _book.For(At(new(32, -7, 500)) with { Until = Noon.AddDays(3) }));

        Assert.Equal(["period"], refusal.Violations.Select(violation => violation.Field));
    }

    [Fact]
    public void At_PositionThatJittersAtTheLine_StaysWhereItWas()
    {
        var atTheLine = new GroundCircle(35.0001, -7, 200);

        Assert.Equal(new(true, Land), Stand(atTheLine, own: Land, last: Land));
        Assert.Equal(new(true, Sea), Stand(atTheLine, own: Land, last: Sea));
        Assert.False(Stand(atTheLine, own: Land, last: null).IsCertain);
    }

    [Fact]
    public void At_WellBeyondEveryLine_IsCertainlyNowhere() =>
        Assert.Equal(new(true, null), Stand(new(40, 0, 100), own: Land, last: Land));

    /// <summary>Whatever the position: an answer never names a mandate whose ground the disc does not touch.</summary>
    [Fact]
    public void At_AnyPosition_NeverGivesPowersWhereNoneApply() =>
        Gen.Select(Gen.Double[28, 38], Gen.Double[-12, -1], Gen.Double[1, 100_000]).Sample((lat, lon, radius) =>
        {
            var somewhere = new GroundCircle(lat, lon, radius);
            foreach (var last in new[] { null, Land, Sea })
            {
                var standing = Stand(somewhere, Land, last);
                Assert.True(standing.Mandate is null || Ground(standing.Mandate).Touches(somewhere));
                Assert.True(!Ground(Land).Holds(somewhere) || standing.Mandate == Land);
            }
        });

    /// <summary>A disc is held by a box exactly if it keeps its radius from every side.</summary>
    [Fact]
    public void Holds_AnyDisc_AgreesWithTheDistancesToTheSides() =>
        Gen.Select(Gen.Double[30, 35], Gen.Double[-10, -5], Gen.Double[10, 50_000]).Sample((lat, lon, radius) =>
        {
            var disc = new GroundCircle(lat, lon, radius);
            var margin = new (double Lat, double Lon)[] { (30, lon), (35, lon), (lat, -10), (lat, -5) }.Min(side => disc.MetresTo(new(side.Lon, side.Lat)));
            // The polygon round the disc is a little larger than it, and parallels are no great circles.
            Assert.True(margin > radius * 1.02 ? Box.Holds(disc) : margin > radius * 0.98 || !Box.Holds(disc), $"{margin}");
        });

    private static Ground Box { get; } = new([[new(-10, 30), new(-10, 35), new(-5, 35), new(-5, 30)]]);

    private static Ground Ground(Mandate mandate) => mandate == Land
        ? new([[new(-10, 30), new(-10, 35), new(-2, 35), new(-2, 30)]])
        : new([[new(-10, 35), new(-10, 36), new(-5, 36), new(-5, 35)]]);

    private Standing Stand(GroundCircle somewhere, Mandate own, Mandate? last) => _book.At(somewhere, ["DE", "MA"], Noon, own, last);

    private static Undertaking At(GroundCircle place) => new(place, "the well", "MA", ["DE", "MA"], Noon, Noon.AddHours(6));
}
