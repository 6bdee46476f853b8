using TaskForce.Cli.Tests.Gateway;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Tests;

public sealed class CooperationTests : IAsyncLifetime
{
    private static readonly string[] Plan =
    [
        "training", "create", "--nation", "DE", "--title", "Boarding at sea", "--from", "2030-03-01T08:00Z", "--until", "2030-03-05", "--capacity", "1",
        "--place", "de-bremerhaven", "--gives", "maritime-search:3", "liaison:2", "--valid-days", "730",
    ];

    private static readonly string[] Ask =
    [
        "support", "request", "--receiving", "MA", "--giving", "DE", "--purpose", "Containers", "--people", "drug-detection-dog:2:3", "liaison", "--assets", "forensic-kit:1",
        "--from", "2030-03-01T08:00Z", "--until", "2030-03-05T08:00+01:00", "--place", "ma-tanger-med", "--as", "dispatcher.ma",
    ];

    private readonly FakeGateway _gateway = new();

    public ValueTask InitializeAsync() => _gateway.InitializeAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task TrainingCreate_AllOptions_SendsThemAndSaysWhatIsNext()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync(Plan);

        var training = Assert.IsType<CreateTrainingRequest>(Assert.Single(_gateway.Changes).Request).Training;
        Assert.Equal(("DE", "Boarding at sea", 1, "de-bremerhaven", 730.0), (training.Nation, training.Title, training.Capacity, training.Place.PlaceId, training.QualificationValidity.ToTimeSpan().TotalDays));
        Assert.Equal(new DateTime(2030, 3, 1, 8, 0, 0, DateTimeKind.Utc), training.Period.StartTime.ToDateTime());
        Assert.Equal([("maritime-search", 3), ("liaison", 2)], training.Qualifications.Select(given => (given.Skill, given.Grade)));
        Assert.Contains("taskforce training enrol t1", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_FromEnrolmentToCompletion_ShowsPlacesWaitingAndWhoPassed()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync(Plan);

        await cli.RunAsync("training", "enrol", "t1", "de-adler-01");
        var waiting = await cli.RunAsync("training", "enrol", "trainings/t1", "members/ma-atlas-02", "--as", "dispatcher.ma");
        await cli.RunAsync("training", "withdraw", "t1", "ma-atlas-02", "--as", "dispatcher.ma");
        var done = await cli.RunAsync("training", "complete", "t1", "--passed", "de-adler-01");
        var json = await cli.RunAsync("training", "get", "t1", "-o", "json");

        Assert.Matches("Waiting +ma-atlas-02", waiting.Out);
        Assert.Matches("Passed +de-adler-01", done.Out);
        Assert.Equal("members/de-adler-01", Assert.Single(Training.Parser.ParseJson(json.Out).Enrolments).Member);
        Assert.Equal(["members/ma-atlas-02"], _gateway.Changes.Select(change => change.Request).OfType<WithdrawMemberRequest>().Select(request => request.Member));
        Assert.All(_gateway.Changes, change => Assert.NotEmpty((string)change.Request.Descriptor.FindFieldByName("request_id").Accessor.GetValue(change.Request)));
    }

    [Fact]
    public async Task TrainingList_Filters_AreSentAndTheTableFits100Columns()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync(Plan);
        await cli.RunAsync("training", "cancel", "t1");

        var run = await cli.RunAsync("training", "list", "--state", "cancelled", "--member", "de-adler-01");

        var filter = Assert.IsType<ListTrainingsRequest>(Assert.Single(_gateway.Asked)).Filter;
        Assert.Equal(("members/de-adler-01", Training.Types.State.Cancelled), (filter.Member, Assert.Single(filter.States)));
        Assert.Contains("cancelled", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
    }

    [Fact]
    public async Task SupportRequest_AllOptions_SendsThemAndSaysWhoOwesWhat()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync(Ask);

        var request = Assert.IsType<CreateSupportRequestRequest>(Assert.Single(_gateway.Changes).Request);
        Assert.Equal([("drug-detection-dog", 2, 3, false), ("liaison", 1, 0, false), ("forensic-kit", 1, 0, true)],
            request.SupportRequest.Needs.Select(need => (need.Code, need.Count, need.MinGrade, need.Assets)));
        Assert.Equal(("MA", "DE", "ma-tanger-med", null), (request.SupportRequest.ReceivingNation, request.SupportRequest.GivingNation, request.SupportRequest.Place.PlaceId, request.OfferDue));
        Assert.Equal(new DateTime(2030, 3, 5, 7, 0, 0, DateTimeKind.Utc), request.SupportRequest.Period.EndTime.ToDateTime());
        Assert.Contains("taskforce support offer s1 RESOURCE, by DE", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Support_EveryStep_IsSentWithItsNoteAndShownInTheHistory()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync(Ask);

        await cli.RunAsync("support", "offer", "s1", "de-adler-01", "assets/de-kit-1", "--note", "One and a kit.", "--commit-due", "2030-02-01");
        await cli.RunAsync("support", "commit", "s1", "--as", "commander.ma");
        await cli.RunAsync("support", "release", "s1", "--as", "dispatcher.ma");
        var back = await cli.RunAsync("support", "return", "s1");

        var offer = _gateway.Changes.Select(change => change.Request).OfType<OfferSupportRequest>().Single();
        Assert.Equal(["members/de-adler-01", "assets/de-kit-1"], offer.Resources);
        Assert.NotNull(offer.CommitDue);
        Assert.Contains("offered by dispatcher.de: One and a kit.", back.Out, StringComparison.Ordinal);
        Assert.Contains("committed by commander.ma", back.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Next:", back.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Support_DeclineAndCancel_EndIt()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync(Ask);

        var declined = await cli.RunAsync("support", "decline", "s1", "--note", "Needed here.");
        var cancelled = await cli.RunAsync("support", "cancel", "s1", "--as", "dispatcher.ma", "-o", "json");

        Assert.Contains("declined by dispatcher.de: Needed here.", declined.Out, StringComparison.Ordinal);
        Assert.Equal(SupportRequest.Types.State.Cancelled, SupportRequest.Parser.ParseJson(cancelled.Out).State);
    }

    [Fact]
    public async Task SupportList_Filters_AreSentAndTheTableFits100Columns()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync(Ask);

        var run = await cli.RunAsync("support", "list", "--nation", "MA", "--owes", "DE", "--state", "requested");
        var one = await cli.RunAsync("support", "get", "supportRequests/s1", "-o", "json");

        var filter = Assert.IsType<ListSupportRequestsRequest>(Assert.Single(_gateway.Asked)).Filter;
        Assert.Equal(("MA", "DE", SupportRequest.Types.State.Requested), (filter.Nation, filter.NextStepNation, Assert.Single(filter.States)));
        Assert.Contains("drug-detection", run.Out, StringComparison.Ordinal);
        Assert.All(run.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
        Assert.Equal("supportRequests/s1", SupportRequest.Parser.ParseJson(one.Out).Name);
    }

    [Fact]
    public async Task SupportWatch_OverdueStep_NamesWhoOwesIt()
    {
        using var cli = new Cli(_gateway);
        await cli.RunAsync(Ask);

        var run = await cli.RunAsync("support", "watch");

        Assert.Contains("overdue from DE", run.Out, StringComparison.Ordinal);
        Assert.Contains("That was all.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemberExpiring_Options_AreSentAndLapsesShown()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("member", "expiring", "--nation", "DE", "--within", "30");
        var json = await cli.RunAsync("member", "expiring", "-o", "json");

        var asked = _gateway.Asked.Cast<ListExpiringQualificationsRequest>().Select(request => (request.Nation, request.WithinDays));
        Assert.Equal([("DE", 30), ("", 90)], asked);
        Assert.Matches("-3 +Adler 01 +DE +team-leader +3 +de-adler-01", run.Out);
        Assert.Equal(-3, Assert.Single(ListExpiringQualificationsResponse.Parser.ParseJson(json.Out).Qualifications).DaysLeft);
    }

    [Theory]
    [InlineData("training", "create", "--nation", "DE", "--title", "T", "--from", "soon", "--until", "2030-01-01", "--capacity", "1")]
    [InlineData("training", "create", "--nation", "DE", "--title", "T", "--from", "2030-01-01", "--until", "2030-01-02", "--capacity", "1", "--gives", "liaison")]
    [InlineData("training", "enrol", "t1")]
    [InlineData("training", "enrol", "missions/m1", "de-adler-01")]
    [InlineData("support", "request", "--receiving", "MA", "--giving", "DE", "--purpose", "P", "--people", "dogs:x", "--from", "2030-01-01", "--until", "2030-01-02")]
    [InlineData("support", "request", "--receiving", "MA", "--giving", "DE", "--purpose", "P", "--assets", "boat:1:3", "--from", "2030-01-01", "--until", "2030-01-02")]
    [InlineData("support", "offer", "s1")]
    [InlineData("support", "decline", "s1")]
    public async Task CommandLine_MakesNoSense_IsAUsageErrorAndCallsNobody(params string[] arguments)
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync(arguments);

        Assert.Equal((2, 0), (run.Code, _gateway.Changes.Count));
        Assert.NotEmpty(run.Errors);
    }
}
