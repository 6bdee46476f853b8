using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class LogLineTests
{
    [Theory]
    [InlineData("2026-11-24T20:00:00.123Z warn: Some.Category[7] Slow", false, "warn: Some.Category[7] Slow", nameof(Weight.Warning))]
    [InlineData("fail: Some.Category[7] Broken", false, "fail: Some.Category[7] Broken", nameof(Weight.Error))]
    [InlineData("2026-11-24T20:00:00.123Z crit: Some.Category[7] Gone", false, "crit: Some.Category[7] Gone", nameof(Weight.Error))]
    [InlineData("2026-11-24T20:00:00.123Z info: Some.Category[7] fail: quoted", false, null, nameof(Weight.Detail))]
    [InlineData("Unhandled exception. System.IO.IOException: Broken", true, "Unhandled exception. System.IO.IOException: Broken", nameof(Weight.Error))]
    [InlineData("   at TaskForce.Program.Main()", true, null, nameof(Weight.Detail))]
    [InlineData("", true, null, nameof(Weight.Detail))]
    public void Parse_Line_TellsWhatMattersFromWhatDoesNot(string line, bool isError, string? text, string weight)
    {
        var parsed = LogLine.Parse(line, isError);

        Assert.Equal((weight, text ?? line), (parsed.Weight.ToString(), parsed.Text));
    }
}
