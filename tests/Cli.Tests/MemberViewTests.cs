using Spectre.Console;
using TaskForce.Cli.Members;
using TaskForce.Roster.V1;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Tests;

/// <summary>Members of a list as a reader of another nation sees them.</summary>
public class MemberViewTests
{
    [Fact]
    public void Sheet_FieldsWithheld_AreNeverShownAsIfTheyWereEmpty()
    {
        var shown = new Member { Name = "members/de-falke-01", CallSign = "Falke 01", Nation = "DE", HomeBase = new Place { DisplayName = "Kehl" } };
        var hidden = new Member { Name = "members/de-falke-02", CallSign = "Falke 02", Nation = "DE", WithheldFields = { "home_base", "team" } };
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 200;

        console.Write(MemberView.Sheet([shown, hidden]));

        Assert.Matches(@"de-falke-01 .* Kehl +\r?\n", text.ToString());
        Assert.Matches(@"de-falke-02 .* \(withheld\) +\(withheld\)", text.ToString());
    }
}
