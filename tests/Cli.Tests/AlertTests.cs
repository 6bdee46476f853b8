using Grpc.Core;
using TaskForce.Cli.Tests.Gateway;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Tests;

public sealed class AlertTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();
    private readonly Cli _cli;

    public AlertTests() => _cli = new(_gateway);

    public async ValueTask InitializeAsync() => await _gateway.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task AlertList_OpenOnes_SaysWhoWhereAndWhoHasSeenIt()
    {
        var run = await _cli.RunAsync("alert", "list", "--mission", "m1");

        Assert.Equal(0, run.Code);
        Assert.Contains("NEED HELP", run.Out, StringComparison.Ordinal);
        Assert.Contains("nobody yet", run.Out, StringComparison.Ordinal);
        var asked = _gateway.Asked.OfType<ListAlertsRequest>().Single().Filter;
        Assert.Equal((Alert.Types.State.Open, "missions/m1"), (Assert.Single(asked.States), asked.Mission));
    }

    [Fact]
    public async Task AlertAcknowledge_ThenResolve_SaysWhatIsNextAndHowItEnded()
    {
        var seen = await _cli.RunAsync("alert", "acknowledge", "a1", "--as", "dispatcher.de");
        var ended = await _cli.RunAsync("alert", "resolve", "a1", "--resolution", "Backup has arrived.", "--as", "dispatcher.de");

        Assert.Contains("taskforce alert resolve a1", seen.Out, StringComparison.Ordinal);
        Assert.Contains("Backup has arrived.", ended.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AlertWatch_BeginsWithWhatIsOpenAndGoesOn()
    {
        // The fake hangs up after one change.
        var run = await _cli.RunAsync("alert", "watch");

        Assert.Contains("cellar", run.Out, StringComparison.Ordinal);
        Assert.Contains("members/de-falke-03", run.Out, StringComparison.Ordinal);
        Assert.Equal(4, _gateway.Asked.OfType<WatchAlertsRequest>().Single().After);
    }

    [Theory]
    [InlineData("need-help")]
    [InlineData("help-me")]
    public async Task FieldNeedHelp_SaysThatItWasHeardAndByWhom(string verb)
    {
        var run = await _cli.RunAsync("field", verb, "Shots fired.", "--at", "ma-tanger-med", "--as", "de-falke-03");

        Assert.Equal(0, run.Code);
        Assert.Contains("The centres of DE and MA are alerted", run.Errors, StringComparison.Ordinal);
        var (profile, request) = _gateway.Changes.Single(change => change.Request is NeedHelpRequest);
        Assert.Equal(("field:de-falke-03", "Shots fired."), (profile, ((NeedHelpRequest)request).Text));
        Assert.NotNull(((NeedHelpRequest)request).Location);
    }

    [Fact]
    public async Task FieldNeedHelp_Refused_FailsAloud()
    {
        _gateway.Refusals[typeof(NeedHelpRequest)] = new RpcException(new(StatusCode.PermissionDenied, "not a field unit"));

        var run = await _cli.RunAsync("field", "need-help", "--as", "de-falke-03");

        Assert.NotEqual(0, run.Code);
        Assert.Contains("not a field unit", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldCheckIn_WithoutAnOrder_IsForTheNewest()
    {
        var run = await _cli.RunAsync("field", "check-in", "--as", "de-falke-03");

        Assert.Equal(0, run.Code);
        Assert.Equal("missions/-/orders/-", _gateway.Changes.Select(change => change.Request).OfType<CheckInRequest>().Single().Name);
        Assert.Contains("none expected now", run.Out, StringComparison.Ordinal);
    }
}
