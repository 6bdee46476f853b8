using CsCheck;
using TaskForce.Geolocation.Positions.States;

namespace TaskForce.Geolocation.Tests.Positions.States;

public class UncertaintyTests
{
    private static readonly StateOptions Options = new();

    private static readonly Gen<(double Base, double Growth)> Radii = Gen.Select(Gen.Double[0, 200_000], Gen.Double[0, 340]);

    [Fact]
    public void Metres_LongerSilence_IsNeverLess() =>
        Gen.Select(Radii, Gen.Long[0, TimeSpan.TicksPerDay], Gen.Long[0, TimeSpan.TicksPerDay]).Sample((radius, age, more) =>
            Uncertainty.Metres(radius.Base, radius.Growth, age, Options) <= Uncertainty.Metres(radius.Base, radius.Growth, age + more, Options));

    [Fact]
    public void Metres_AnyAge_IsNeverBelowTheAccuracy() =>
        Gen.Select(Radii, Gen.Long[-TimeSpan.TicksPerDay, TimeSpan.TicksPerDay]).Sample((radius, age) =>
            Uncertainty.Metres(radius.Base, radius.Growth, age, Options) >= radius.Base);

    [Fact]
    public void AgeOf_ARadius_IsWhenItIsReached() =>
        Gen.Select(Gen.Double[0, 4000], Gen.Double[0.1, 340]).Sample((accuracy, growth) =>
            Math.Abs(Uncertainty.Metres(accuracy, growth, Uncertainty.AgeOf(5000, accuracy, growth), Options) - 5000) < 1);

    /// <summary>After each silence, whether what the radius promises holds: at least 68 % of the subjects are within it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(120)]
    [InlineData(600)]
    [InlineData(1800)]
    public void UncertaintyAt_SimulatedSubjectsFallSilent_HoldsAtLeast68Percent(double silence)
    {
        const int Subjects = 3000;
        var within = 0;
        for (var seed = 0; seed < Subjects; seed++)
        {
            var journey = new Journey(seed);
            var known = Track.Judge(journey.Reports(hours: 0.2 + (seed % 7 * 0.02)));
            var now = known.Newest.EventTime + (long)(silence * TimeSpan.TicksPerSecond);

            var metres = known.Plausible.Location.MetresTo(journey.TruthAt(Track.SecondOf(now)));
            within += metres <= known.UncertaintyAt(now, Options) ? 1 : 0;
        }

        // Two standard deviations below what would be 68 % of an endless number.
        Assert.InRange(within / (double)Subjects, 0.663, 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"{within * 100.0 / Subjects:0.0} % after {silence} s");
    }
}
