using Grpc.Core;
using TaskForce.Tasking.V1;
using Outcome = TaskForce.Partners.V1.ReceiveCapAlertResponse.Types.Outcome;

namespace TaskForce.Partners.Tests.Cap;

public sealed class CapIntakeTests
{
    private static readonly CapText Alert = new();

    private static Hotspot Theirs => new()
    {
        Kind = Hotspot.Types.Kind.Smuggling,
        Severity = Hotspot.Types.Severity.Low,
        HostNation = "DE",
        Description = "Theirs.",
        Place = new() { DisplayName = "Hamburg", Location = new() { Latitude = 53.5, Longitude = 10 } },
    };

    [Fact]
    public async Task Alert_InTwoLanguages_IsOneHotspotWithBoth()
    {
        await using var world = new CapWorld();

        var answer = await world.Send((Alert with { More = CapText.InfoIn("fr", "Trafic de drogue", "Deux vedettes sans feux.") }).ToString());

        var hotspot = Assert.Single(await world.ListAsync());
        Assert.Equal((Outcome.Created, hotspot.Name), (answer.Outcome, answer.Hotspot));
        Assert.Equal((Hotspot.Types.Kind.DrugTrafficking, Hotspot.Types.Severity.High, "MA", "Tanger Med Port"), (hotspot.Kind, hotspot.Severity, hotspot.HostNation, hotspot.Place.DisplayName));
        Assert.Equal((35.89, -5.5, 2500), (hotspot.Place.Location.Latitude, hotspot.Place.Location.Longitude, hotspot.RadiusMetres));
        Assert.Equal("[en] Drug smuggling at the port Two boats without lights.\n[fr] Trafic de drogue Deux vedettes sans feux.", hotspot.Description);
        Assert.Equal(("Port authority, harbour@port.ma, CAP", new DateTime(2030, 3, 2, 5, 0, 0, DateTimeKind.Utc)), (hotspot.Source, hotspot.ExpireTime.ToDateTime()));
    }

    [Fact]
    public async Task Alert_SentTwice_AlsoAtTheSameTime_IsOneHotspot()
    {
        await using var world = new CapWorld();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Send(Alert.ToString()).ResponseAsync));

        Assert.Single(await world.ListAsync());
        Assert.Single(answers.Select(answer => answer.Hotspot).Distinct());
        // The same moment in another offset is the same message.
        Assert.Equal(Outcome.Duplicate, (await world.Send((Alert with { Sent = "2030-03-01T05:00:00-00:00" }).ToString())).Outcome);
    }

    [Fact]
    public async Task Message_WhoseAnswerFromTaskingWasLost_IsDoneOnceByItsRepeat()
    {
        await using var world = new CapWorld();
        CapText[] thread = [Alert, (Alert with { Words = "Four boats." }).Later(2), Alert.Later(3, "Cancel")];

        foreach (var message in thread)
        {
            world.LosesAnswers = true;
            Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => world.Send(message.ToString()).ResponseAsync)).StatusCode);
            world.LosesAnswers = false;
            Assert.True((await world.Send(message.ToString())).Outcome is Outcome.Created or Outcome.Updated or Outcome.Closed);
            Assert.Equal(Outcome.Duplicate, (await world.Send(message.ToString())).Outcome);
        }

        var hotspot = Assert.Single(await world.ListAsync());
        Assert.Equal((Hotspot.Types.State.Closed, "Drug smuggling at the port Four boats."), (hotspot.State, hotspot.Description));
    }

    [Fact]
    public async Task Alert_WhoseNameSomebodyElseHas_LeavesThatAloneAndGetsAnother()
    {
        string name;
        await using (var other = new CapWorld())
        {
            name = (await other.Send(Alert.ToString())).Hotspot;
        }

        await using var world = new CapWorld();
        await world.Hotspots("dispatcher.de").CreateHotspotAsync(new() { HotspotId = name.Split('/')[1], Hotspot = Theirs });

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.Send(Alert.ToString()).ResponseAsync));

        Assert.DoesNotContain(answers, answer => answer.Hotspot == name);
        var mine = Assert.Single(answers.Select(answer => answer.Hotspot).Distinct());
        Assert.Equal("Theirs.", (await world.Hotspots().GetHotspotAsync(new() { Name = name })).Description);
        var changed = await world.Send((Alert with { Words = "Four boats." }).Later(2).ToString());
        Assert.Equal((Outcome.Updated, mine), (changed.Outcome, changed.Hotspot));
        Assert.Equal((Outcome.Closed, mine), ((await world.Send(Alert.Later(3, "Cancel").ToString())).Outcome, mine));
        Assert.Equal(2, (await world.ListAsync()).Count);
    }

    [Fact]
    public async Task Update_InWordsThatNoRuleFits_ChangesWhatItRefersTo_AndNothingElse()
    {
        await using var world = new CapWorld();
        var foreign = (Alert with { Event = "Lost cat", Words = "Four boats." }).Later(2);
        Assert.Equal(Outcome.Ignored, (await world.Send(foreign.ToString())).Outcome);
        await world.Send(Alert.ToString());

        var changed = await world.Send(foreign.ToString());

        var hotspot = Assert.Single(await world.ListAsync());
        Assert.Equal((Outcome.Updated, Hotspot.Types.Kind.DrugTrafficking), (changed.Outcome, hotspot.Kind));
        Assert.EndsWith("Four boats.", hotspot.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_OfAlertsOfTwoHotspots_IsRefusedAndClosesNeither()
    {
        await using var world = new CapWorld();
        var other = Alert with { Identifier = "quay-1" };
        await world.Send(Alert.ToString());
        await world.Send(other.ToString());

        await PartnersApp.Refused(StatusCode.FailedPrecondition, "CAP_SEVERAL_THREADS", world.Send((Alert.Later(2, "Cancel") with { References = $"{Alert.Name} {other.Name}" }).ToString()));

        Assert.All(await world.ListAsync(), hotspot => Assert.Equal(Hotspot.Types.State.Active, hotspot.State));
    }

    [Fact]
    public async Task UpdateAndCancel_ChangeAndCloseTheSameHotspot()
    {
        await using var world = new CapWorld();
        var first = await world.Send(Alert.ToString());
        var update = (Alert with { Severity = "Extreme", Words = "Four boats." }).Later(2);

        var changed = await world.Send(update.ToString());
        var hotspot = Assert.Single(await world.ListAsync());
        var closed = await world.Send(update.Later(3, "Cancel").ToString());

        Assert.Equal((Outcome.Updated, Outcome.Closed), (changed.Outcome, closed.Outcome));
        Assert.Equal((first.Hotspot, first.Hotspot), (changed.Hotspot, closed.Hotspot));
        Assert.Equal((Hotspot.Types.Severity.Critical, "Drug smuggling at the port Four boats."), (hotspot.Severity, hotspot.Description));
        Assert.Equal(Hotspot.Types.State.Closed, Assert.Single(await world.ListAsync()).State);
        Assert.Equal(Outcome.Duplicate, (await world.Send(update.Later(3, "Cancel").ToString())).Outcome);
    }

    [Fact]
    public async Task UpdateBeforeItsAlert_ReportsTheHotspot_AndTheAlertChangesNothing()
    {
        await using var world = new CapWorld();

        var changed = await world.Send((Alert with { Words = "Four boats." }).Later(2).ToString());
        var late = await world.Send(Alert.ToString());

        Assert.Equal((Outcome.Created, Outcome.Superseded), (changed.Outcome, late.Outcome));
        Assert.Equal("Drug smuggling at the port Four boats.", Assert.Single(await world.ListAsync()).Description);
    }

    [Fact]
    public async Task CancelBeforeItsAlert_IsKept_AndTheAlertReportsNothing()
    {
        await using var world = new CapWorld();

        var kept = await world.Send(Alert.Later(2, "Cancel").ToString());
        var late = await world.Send(Alert.ToString());

        Assert.Equal((Outcome.Kept, Outcome.Superseded), (kept.Outcome, late.Outcome));
        Assert.Empty(await world.ListAsync());
    }

    [Fact]
    public async Task MessagesOfAThread_InAnyOrder_EndTheSame()
    {
        await using var world = new CapWorld();
        foreach (var (order, run) in "123 321 231 312 213 132".Split(' ').Select((order, run) => (order, run)))
        {
            // Each names the first alone.
            var alert = Alert with { Identifier = $"port-1{run}", Words = "One." };
            CapText[] thread = [alert, (alert with { Words = "Two." }).Later(2), (alert with { Words = "Three." }).Later(3), alert.Later(4, "Cancel")];
            thread = [alert, .. thread[1..].Select((each, number) => each with { Identifier = $"port-{number + 2}{run}" })];

            var hotspot = "";
            foreach (var number in order)
            {
                hotspot = (await world.Send(thread[number - '1'].ToString())).Hotspot;
            }

            Assert.EndsWith("Three.", (await world.Hotspots().GetHotspotAsync(new() { Name = hotspot })).Description, StringComparison.Ordinal);
            await world.Send(thread[3].ToString());
            Assert.Equal(Hotspot.Types.State.Closed, (await world.Hotspots().GetHotspotAsync(new() { Name = hotspot })).State);
            Assert.Equal(run + 1, (await world.ListAsync()).Count);
        }
    }

    [Fact]
    public async Task Exercise_IsMarkedWhereverItIsShown_AndPassedOverWhereNoneIsTaken()
    {
        await using var world = new CapWorld();
        await using var strict = new CapWorld(("Cap:TakeExercises", "false"));
        var exercise = (Alert with { Status = "Exercise" }).ToString();

        var taken = await world.Send(exercise);
        var passed = await strict.Send(exercise);

        Assert.StartsWith("EXERCISE EXERCISE EXERCISE: ", Assert.Single(await world.ListAsync()).Description, StringComparison.Ordinal);
        var shown = await world.ExportAsync(taken.Hotspot);
        Assert.Equal("Exercise", shown.Element(CapWorld.Cap + "status")!.Value);
        Assert.Equal(["EXERCISE", "ÜBUNG", "EXERCICE", "تمرين"], shown.Descendants(CapWorld.Cap + "headline").Select(headline => headline.Value.Split(':')[0]));
        Assert.Equal((Outcome.Ignored, "Exercises are not taken here."), (passed.Outcome, passed.Detail));
        Assert.Empty(await strict.ListAsync());
    }

    [Fact]
    public async Task WhatIsNotReal_OrNotOurs_IsPassedOver()
    {
        await using var world = new CapWorld();
        CapText[] unreal = [Alert with { Status = "Test" }, Alert with { Status = "System" }, Alert with { Status = "Draft" }, Alert with { Type = "Ack" }, Alert with { Event = "Heavy rain" }];

        foreach (var alert in unreal)
        {
            var answer = await world.Send(alert.ToString());
            Assert.Equal(Outcome.Ignored, answer.Outcome);
            Assert.NotEmpty(answer.Detail);
        }

        world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("It has expired.", (await world.Send(Alert.ToString())).Detail);
        Assert.Empty(await world.ListAsync());
    }

    [Fact]
    public async Task Cancel_WhileAMissionIsUnderWay_IsWrittenForTheCentres()
    {
        await using var world = new CapWorld();
        var hotspot = (await world.Send(Alert.ToString())).Hotspot;
        await world.Missions.CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot } });

        var noted = await world.Send((Alert.Later(2, "Cancel") with { Note = "The boats were fishing." }).ToString());

        var told = Assert.Single(await world.ListAsync());
        Assert.Equal((Outcome.Noted, Hotspot.Types.State.Active), (noted.Outcome, told.State));
        Assert.StartsWith("CALLED OFF by harbour@port.ma (The boats were fishing.). Drug smuggling", told.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Polygon_WideOverTheAntimeridian_IsTheCircleAroundIt()
    {
        await using var world = new CapWorld();

        await world.Send((Alert with { Area = "<polygon>1,179.8 1,-179.8 -1,-179.8 -1,179.8 1,179.8</polygon>" }).ToString());

        var hotspot = Assert.Single(await world.ListAsync());
        Assert.Equal((0, 180), (Math.Round(hotspot.Place.Location.Latitude, 1), Math.Abs(Math.Round(hotspot.Place.Location.Longitude, 1))));
        Assert.Equal(50_000, hotspot.RadiusMetres);
        Assert.Contains("reaches 11", hotspot.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Geocode_IsAPlaceThatTheDeploymentKnows()
    {
        await using var world = new CapWorld(
            ("Cap:Places:0:Name", "UN/LOCODE"), ("Cap:Places:0:Value", "MAPTM"), ("Cap:Places:0:Latitude", "35.88"), ("Cap:Places:0:Longitude", "-5.5"), ("Cap:Places:0:RadiusMetres", "3000"));

        await world.Send((Alert with { Area = "<geocode><valueName>UN/LOCODE</valueName><value>MAPTM</value></geocode>" }).ToString());

        var hotspot = Assert.Single(await world.ListAsync());
        Assert.Equal((35.88, 3000), (hotspot.Place.Location.Latitude, hotspot.RadiusMetres));
    }
}
