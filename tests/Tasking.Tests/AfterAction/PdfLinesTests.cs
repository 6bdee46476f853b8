using CsCheck;
using TaskForce.Tasking.AfterAction;

namespace TaskForce.Tasking.Tests.AfterAction;

public class PdfLinesTests
{
    [Fact]
    public void Readable_ArabicWithinLatin_IsNamedOnceAndTheRestKept() =>
        Assert.Equal($"Hello {PdfLines.Withheld} there.", PdfLines.Readable("Hello مرحبا بكم، ١٢ there."));

    /// <summary>Nothing is lost and no line is too wide.</summary>
    [Fact]
    public void Wrap_AnyText_KeepsEveryLetterAndFits() =>
        Gen.Select(Gen.String[Gen.Char["abc \n"], 0, 200], Gen.Int[1, 30]).Sample((text, width) =>
        {
            var lines = PdfLines.Wrap(text, width, line => line.Length);

            Assert.All(lines, line => Assert.True(line.Length <= width));
            Assert.Equal(string.Concat(text.Where(char.IsLetter)), string.Concat(lines).Replace(" ", "", StringComparison.Ordinal));
        });

    [Fact]
    public void Readable_CharactersThatTurnTheDirection_AreShownByTheirNumber() =>
        Assert.Equal("safe\\u202Egnp \\u001B[2J", PdfLines.Readable("safe\u202Egnp \u001b[2J"));
}
