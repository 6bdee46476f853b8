using Spectre.Console;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Tests.Shells;

public class HarmlessOutputTests
{
    [Theory]
    [InlineData("\u001b[2Jgone", "\\u001B[2Jgone")]
    [InlineData("\u009b31m", "\\u009B31m")]
    [InlineData("safe\u202Egnp.exe", "safe\\u202Egnp.exe")]
    [InlineData("\u2066a\u2069", "\\u2066a\\u2069")]
    [InlineData("صقر 07 \U0001F46E\tä", "صقر 07 \U0001F46E\tä")]
    public void Show_CharactersThatCommandATerminal_AreNumbers(string written, string shown) => Assert.Equal(shown, HarmlessOutput.Show(written));

    [Fact]
    public void Console_TablesAndLines_ShowWhatWasWrittenHarmlessly()
    {
        var writer = new StringWriter();
        var shell = new Shell(
            AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors }),
            AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(TextWriter.Null) }), TimeProvider.System, _ => null);
        var table = Sheets.Of("Title");
        table.Add("one\u001b]0;two\u0007\u202Ethree");

        shell.Out.Write(table);
        shell.Out.MarkupLineInterpolated($"[bold]{"four\u001b[31m"}[/]");

        Assert.DoesNotContain("\u001b]", writer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[31m", writer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', writer.ToString());
        Assert.Contains("\\u001B]0;two\\u0007\\u202Ethree", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("four\\u001B[31m", writer.ToString(), StringComparison.Ordinal);
    }
}
