using Google.Protobuf.WellKnownTypes;
using static TaskForce.Tasking.Tests.Release.ReleaseWorld;
using Format = TaskForce.Tasking.V1.ExportAfterActionReportRequest.Types.Format;
using State = TaskForce.Tasking.V1.Mission.Types.State;

namespace TaskForce.Tasking.Tests.Release;

/// <summary>Tries to learn who another nation's people are from anything that tasking sends.</summary>
public sealed class ReleaseLeakTests : IAsyncLifetime
{
    private readonly TaskingApp _app = new();

    public ValueTask InitializeAsync()
    {
        _app.Peers.Rules.WithdrawAll();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task WholeMission_NothingReleased_NamesNobodyOfAnotherNationAnywhere()
    {
        var (mission, operation) = await WholeMissionAsync();

        foreach (var (profile, others) in new[] { ("commander.ma", new[] { "falke" }), ("commander.de", ["atlas"]), ("commander.fr", ["falke", "atlas"]) })
        {
            var seen = await _app.EverythingAsync(profile, mission, operation);

            Assert.All(seen, answer => Assert.All(others, name => Assert.False(
                answer.Value.Contains(name, StringComparison.OrdinalIgnoreCase), $"{profile} learned of {name} by {answer.Key}: {Around(answer.Value, name)}")));
        }
    }

    [Fact]
    public async Task WholeMission_NothingReleased_ShowsEachNationAllOfItsOwn()
    {
        var (mission, operation) = await WholeMissionAsync();

        var seen = await _app.EverythingAsync("commander.de", mission, operation);

        Assert.All(seen.Where(answer => answer.Key is not ("ListResponsibilities" or "ListAlerts" or "WatchAlerts")),
            answer => Assert.Contains("de-falke-07", answer.Value, StringComparison.Ordinal));
        Assert.Contains("phone-of-de-falke-07", seen["GetMission"], StringComparison.Ordinal);
        Assert.Contains("a word of de-falke-07", seen["GetAfterActionReport"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mission_NothingReleased_ListsWhatIsWithheldAndShowsHowFarItIs()
    {
        var (name, _) = await WholeMissionAsync();

        var mission = await _app.Missions("dispatcher.ma").GetMissionAsync(new() { Name = name });
        var (member, order) = (mission.Members.Single(each => each.Nation == "DE"), mission.Orders.First(each => each.Nation == "DE"));

        Assert.Equal(("", "", V1.Order.Types.Rung.Accepted), (member.CallSign, order.CallSign, order.Rung));
        Assert.Contains("call_sign", member.WithheldFields);
        Assert.Equal(["name", "recipient", "call_sign", "devices", "superseded_by", "welfare", "territory", "acknowledgements.device", "acknowledgements.reason", "progress.note", "escalations.note"],
            order.WithheldFields);
        Assert.All(mission.Approvals, key => Assert.Equal(("", ["content"]), (key.Content, key.WithheldFields)));
        Assert.All(mission.Approvals, key => Assert.Equal(64, key.Digest.Length));
        Assert.Empty(mission.Orders.First(each => each.Nation == "MA").WithheldFields);
    }

    [Fact]
    public async Task Device_ReceivesItsOwnOrderWhole()
    {
        var (mission, _) = await WholeMissionAsync();
        using var orders = _app.Field("de-falke-07").ReceiveOrders(new() { Device = "phone-of-de-falke-07" });

        var own = (await orders.NextAsync(change => change.Order is not null)).Order;

        Assert.Equal(($"{mission}/orders/de-falke-07", Falke), (own.Name, own.Recipient));
        Assert.Empty(own.WithheldFields);
    }

    [Fact]
    public async Task NeedHelp_GoesWholeToTheCentresThatItGoesToAndToNoOther()
    {
        await _app.MissionAsync(State.Ordered);

        await _app.Field("de-falke-07").NeedHelpAsync(new() { Text = "Shots.", Device = "phone", Location = new() { Latitude = 35.9, Longitude = -5.5 } });
        var (called, elsewhere) = (await OneAlertAsync("dispatcher.ma"), await OneAlertAsync("dispatcher.fr"));

        Assert.Equal((Falke, Falke), (called.Member, called.CallSign));
        Assert.Contains("Shots", called.Message, StringComparison.Ordinal);
        Assert.NotNull(called.Location);
        Assert.Empty(called.WithheldFields);
        Assert.Equal(("", "", "", "", null), (elsewhere.Message, elsewhere.Member, elsewhere.CallSign, elsewhere.Subject, elsewhere.Location));
        Assert.Equal(V1.Alert.Types.Kind.NeedHelp, elsewhere.Kind);
    }

    [Fact]
    public async Task ExportAfterActionReport_NothingReleased_SaysThatItWithholds()
    {
        var (mission, _) = await WholeMissionAsync();

        var markdown = (await _app.Reports("dispatcher.ma").ExportAfterActionReportAsync(new() { Name = $"{mission}/afterActionReport", Format = Format.Markdown })).Content.ToStringUtf8();

        Assert.Contains("| (withheld) | DE | leader | (withheld) |", markdown, StringComparison.Ordinal);
        Assert.Contains("| members/ma-atlas-12 | MA | deputy | members/ma-atlas-12 |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AfterActionReport_PartIsWithheld_IsSignedByBothOverTheSameContent()
    {
        var (mission, _) = await WholeMissionAsync();
        var name = $"{mission}/afterActionReport";

        var (one, other) = (await _app.Reports("commander.de").GetAfterActionReportAsync(new() { Name = name }), await _app.Reports("commander.ma").GetAfterActionReportAsync(new() { Name = name }));
        await _app.Reports("commander.de").SignAfterActionReportAsync(new() { Name = name, Digest = one.Digest });
        var signed = await _app.Reports("commander.ma").SignAfterActionReportAsync(new() { Name = name, Digest = other.Digest });

        Assert.Equal(one.Digest, other.Digest);
        Assert.Equal(["DE", "MA"], signed.Signatures.Select(signature => signature.Nation));
    }

    private async Task<V1.Alert> OneAlertAsync(string profile) => Assert.Single((await _app.Alerts(profile).ListAlertsAsync(new())).Alerts);

    // Planned, approved, dispatched, part of an operation that is going, worked at, and completed by the unit that leads it.
    private async Task<(string Mission, string Operation)> WholeMissionAsync()
    {
        var (mission, other) = (await _app.MissionAsync(State.Ordered), await _app.MissionAsync());
        var operation = await _app.Operations().CreateOperationAsync(new()
        {
            Operation = new() { Title = "Ring", Missions = { mission.Name, other.Name }, HHour = TimeProvider.System.GetUtcNow().AddHours(1).ToTimestamp() },
        });
        foreach (var member in new[] { "de-falke-07", "ma-atlas-12", "ma-atlas-13" })
        {
            await _app.Operations($"field:{member}").AcknowledgeHHourOrderAsync(new()
            {
                Name = operation.Name,
                Device = $"phone-of-{member}",
                Revision = operation.Revision,
                Rung = V1.HHourOrder.Types.Rung.Displayed,
                DeviceTime = TimeProvider.System.GetUtcNow().ToTimestamp(),
            });
            await _app.WorkAsync(member, mission.Name);
        }

        await _app.Operations("field:de-falke-07").SetReadinessAsync(new() { Name = operation.Name, Mission = mission.Name, Readiness = V1.Operation.Types.Readiness.Ready });
        await _app.Missions("field:de-falke-07").CompleteMissionAsync(new() { Name = mission.Name, Report = new() { Arrests = 2, Text = "Two arrested." } });
        await _app.Reports("field:de-falke-07").UpdateAfterActionReportAsync(new() { AfterActionReport = new() { Name = $"{mission.Name}/afterActionReport", Lessons = "None." } });
        return (mission.Name, operation.Name);
    }

    private static string Around(string text, string name)
    {
        var at = Math.Max(0, text.IndexOf(name, StringComparison.OrdinalIgnoreCase));
        return text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 60)];
    }
}
