using TaskForce.Cli.Tests.Gateway;

namespace TaskForce.Cli.Tests;

public sealed class RosterFileTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task MemberImport_SoundFile_IsSentWholeAndSaysWhatChanged()
    {
        using var cli = new Cli(_gateway);
        var file = Path.Combine(cli.Home, "members.csv");
        await File.WriteAllTextAsync(file, "name,agency\nä,\"1\n2\"\n");

        var run = await cli.RunAsync("member", "import", file);

        var request = Assert.IsType<Roster.V1.ImportMembersRequest>(Assert.Single(_gateway.Changes).Request);
        Assert.Equal((0, "name,agency\nä,\"1\n2\"\n", false), (run.Code, request.Csv, request.ValidateOnly));
        Assert.Equal("2 entered, 0 changed, 1 unchanged", run.Out.Trim());
    }

    [Theory]
    [InlineData("member")]
    [InlineData("asset")]
    public async Task Import_Faults_ArePrintedAsEditorsKnowThemAndRefused(string what)
    {
        using var cli = new Cli(_gateway, width: 300);
        var file = Path.Combine(cli.Home, "file.csv");
        await File.WriteAllTextAsync(file, "name\n");
        _gateway.ImportFaults.AddRange([new() { Line = 1, Column = "agency", Message = "is missing" }, new() { Line = 4, Message = "has 1 [cell]" }]);

        var run = await cli.RunAsync(what, "import", file, "--dry-run");

        Assert.Equal([$"{file}:1: agency: is missing", $"{file}:4: has 1 [cell]"], run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(1, run.Code);
        Assert.Contains("2 faults; nothing was changed.", run.Errors, StringComparison.Ordinal);
        Assert.True(Assert.Single(_gateway.Changes).Request is Roster.V1.ImportMembersRequest { ValidateOnly: true } or Roster.V1.ImportAssetsRequest { ValidateOnly: true });
    }

    [Fact]
    public async Task Import_OneFault_IsOne()
    {
        using var cli = new Cli(_gateway, width: 300);
        var file = Path.Combine(cli.Home, "file.csv");
        await File.WriteAllTextAsync(file, "name\n");
        _gateway.ImportFaults.Add(new() { Line = 1, Column = "agency", Message = "is missing" });

        Assert.Contains("1 fault; nothing was changed.", (await cli.RunAsync("member", "import", file)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AssetImport_DryRun_SaysWhatWouldChange()
    {
        using var cli = new Cli(_gateway);
        var file = Path.Combine(cli.Home, "assets.csv");
        await File.WriteAllTextAsync(file, "name\n");

        Assert.Equal("0 would be entered, 1 would be changed, 0 unchanged", (await cli.RunAsync("asset", "import", file, "--dry-run")).Out.Trim());
    }

    [Fact]
    public async Task MemberImport_NotUtf8_IsAUsageErrorAndCallsNobody()
    {
        using var cli = new Cli(_gateway);
        var file = Path.Combine(cli.Home, "latin.csv");
        await File.WriteAllBytesAsync(file, [.. "name\n"u8, 0xE4]);

        var run = await cli.RunAsync("member", "import", file);

        Assert.Equal((2, 0), (run.Code, _gateway.Changes.Count));
        Assert.Contains("is not UTF-8", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemberExport_Parts_AreJoinedToOneFile()
    {
        using var cli = new Cli(_gateway, width: 10);
        var file = Path.Combine(cli.Home, "out.csv");

        var printed = await cli.RunAsync("member", "export", "--nation", "DE");
        await cli.RunAsync("member", "export", "--file", file);
        var assets = await cli.RunAsync("asset", "export");

        Assert.Equal(("name,nation\r\nmembers/x,DE\r\n", "name\r\n"), (printed.Out, assets.Out));
        Assert.Equal("name,nation\r\nmembers/x,\r\n", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task MemberOutlook_Period_IsAskedForAndShown()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("member", "outlook", "de-adler-01", "--from", "2030-03-01T06:00Z", "--until", "2030-03-02T06:00+01:00");

        var request = Assert.IsType<Roster.V1.GetDutyOutlookRequest>(Assert.Single(_gateway.Changes).Request);
        Assert.Equal(("members/de-adler-01", 23 * 3600), (request.Name, (request.Period.EndTime - request.Period.StartTime).Seconds));
        Assert.Contains("weekly rest", run.Out, StringComparison.Ordinal);
        Assert.Contains("8 h of 18 h worked", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemberRecordDuty_OnCall_IsSentAsThat()
    {
        using var cli = new Cli(_gateway);

        await cli.RunAsync("member", "record-duty", "de-adler-01", "--from", "2026-03-01T06:00Z", "--until", "2026-03-01T09:00Z", "--on-call");

        var request = Assert.IsType<Roster.V1.RecordDutyRequest>(Assert.Single(_gateway.Changes).Request);
        Assert.Equal((Roster.V1.DutySpan.Types.Kind.OnCall, 3 * 3600), (request.Kind, (request.Period.EndTime - request.Period.StartTime).Seconds));
    }

    [Fact]
    public async Task DutyPatternList_ShowsShifts()
    {
        using var cli = new Cli(_gateway, width: 200);

        Assert.Contains("day 1 22:00 for 8 h 0 min on call", (await cli.RunAsync("duty-pattern", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void DemoPeople_AThird_HaveADutyPatternOfTheirNationAndItIsAlwaysTheSame()
    {
        var (first, again) = (Scenario.DemoScenario.Create(2030).Members, Scenario.DemoScenario.Create(2030).Members);

        Assert.Equal(first.Select(member => member.Member), again.Select(member => member.Member));
        var planned = first.Where(member => member.Member.DutyPattern.Length > 0).ToList();
        Assert.InRange((double)planned.Count / first.Count, 0.25, 0.4);
        Assert.All(planned, member => Assert.StartsWith($"dutyPatterns/{member.Member.Nation.ToLowerInvariant()}-", member.Member.DutyPattern, StringComparison.Ordinal));
    }
}
