using TaskForce.Cli.Tests.Gateway;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Tests;

/// <summary>Release rules from the command line.</summary>
public sealed class ReleaseTests : IAsyncLifetime
{
    private static readonly string[] Terms =
    [
        "--nation", "DE", "--to", "MA", "--field", "Member.home_base", "Member.languages", "--role", "commander", "--purpose-of", "search and rescue",
        "--from", "2030-03-01T08:00Z", "--joint-work", "--why", "Who drives home with whom",
    ];

    private readonly FakeGateway _gateway = new();

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Propose_AllOptions_SendsThemAndSaysWhoIsNext()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync(["release", "propose", .. Terms, "--id", "de-homes-to-ma"]);

        var request = Assert.IsType<CreateReleaseRuleRequest>(Assert.Single(_gateway.Changes).Request);
        var rule = request.ReleaseRule;
        Assert.Equal(("de-homes-to-ma", "DE", "MA", true, "Who drives home with whom"),
            (request.ReleaseRuleId, rule.Nation, rule.ReceiverNation, rule.JointWorkOnly, rule.Justification));
        Assert.Equal(["Member.home_base", "Member.languages"], rule.Fields);
        Assert.Equal([Role.Commander], rule.ReceiverRoles);
        Assert.Equal(["search and rescue"], rule.Purposes);
        Assert.Equal(new DateTime(2030, 3, 1, 8, 0, 0, DateTimeKind.Utc), rule.Validity.StartTime.ToDateTime());
        Assert.Null(rule.Validity.EndTime);
        Assert.Contains("taskforce release approve r1", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApproveListWithdraw_Rule_ShowsEachStep()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync(["release", "propose", .. Terms]);

        var approved = await cli.RunAsync("release", "approve", "r1", "--note", "Agreed", "--as", "commander.de");
        var listed = await cli.RunAsync("release", "list", "--to", "MA", "--state", "in-force");
        var withdrawn = await cli.RunAsync("release", "withdraw", "releaseRules/r1");

        Assert.Matches("in force +.* by commander.de: Agreed", approved.Out);
        Assert.Matches("r1 +DE +MA +in force", listed.Out);
        Assert.Matches("State +withdrawn", withdrawn.Out);
        Assert.Equal([ReleaseRule.Types.State.InForce], _gateway.Asked.OfType<ListReleaseRulesRequest>().Single().Filter.States);
    }

    [Fact]
    public async Task Preview_Rule_ShowsHowManyAndChangesNothing()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync(["release", "preview", .. Terms]);

        Assert.Matches("Member.home_base +12 +3 +members/de-adler-01", run.Out);
        Assert.Contains("everybody of MA would see 1 more field.", run.Out, StringComparison.Ordinal);
        Assert.Empty(_gateway.Changes);
    }

    [Fact]
    public async Task Explain_Member_SaysWhyAndWhomToAsk()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("release", "explain", "de-adler-01", "home_base", "--as", "dispatcher.ma");

        var asked = _gateway.Asked.OfType<ExplainAccessRequest>().Single();
        Assert.Equal(("members/de-adler-01", "home_base"), (asked.Name, asked.Field));
        Assert.Contains("A commander of DE.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Propose_RoleThatThereIsNot_IsAUsageError()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("release", "propose", "--nation", "DE", "--to", "MA", "--field", "Member.name", "--role", "king", "--why", "Because");

        Assert.Equal(2, run.Code);
        Assert.Contains("'king' is none of dispatcher, commander", run.Errors, StringComparison.Ordinal);
    }
}
