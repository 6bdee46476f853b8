using TaskForce.Cli.Places;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Tests.Places;

public sealed class GazetteerTests
{
    [Fact]
    public void BuiltIn_EveryPlace_HasANameInEachLanguageAndLiesOnEarth() => Assert.All(Gazetteer.BuiltIn.Places, place =>
    {
        Assert.All(place.Names, Assert.NotEmpty);
        Assert.InRange(place.Latitude, -90, 90);
        Assert.InRange(place.Longitude, -180, 180);
        Assert.StartsWith(place.Nation, place.Id, StringComparison.OrdinalIgnoreCase);
    });

    [Theory]
    [InlineData("ma-tangr", "ma-tanger-med")]
    [InlineData("tanger-med", "ma-tanger-med")]
    [InlineData("Köln", "de-cologne")]
    [InlineData("hamburg", "de-hamburg-port")]
    [InlineData("فاس", "ma-fes")]
    public void Closest_MistypedIdOrAnyName_HoldsThePlace(string text, string id) => Assert.Contains(id, Gazetteer.BuiltIn.Closest(text));

    [Theory]
    [InlineData("91,0")]
    [InlineData("0,181")]
    [InlineData("a,b")]
    public void Parse_PointOffTheEarth_IsAUsageError(string text) => Assert.Throws<UsageException>(() => PlaceText.Parse(text));
}
