using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Tests.Shells;

public sealed class TextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(3599, "1 h 0 min")]
    [InlineData(11_520, "3 h 12 min")]
    [InlineData(86_390, "1 d 0 h")]
    [InlineData(93_600, "1 d 2 h")]
    public void Of_Duration_SaysTheTwoLargestUnits(double seconds, string text) => Assert.Equal(text, DurationText.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(499.6, "500 m")]
    [InlineData(12_340, "12.3 km")]
    [InlineData(2_345_678, "2346 km")]
    public void Distance_Metres_FitTheirUnit(double metres, string text) => Assert.Equal(text, Texts.Distance(metres));

    [Fact]
    public void Of_EnumValue_IsWrittenAsPeopleTypeIt() => Assert.Equal("human-trafficking", EnumText.Of(Tasking.V1.Hotspot.Types.Kind.HumanTrafficking));
}
