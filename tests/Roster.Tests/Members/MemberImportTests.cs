using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Type.V1;
using static TaskForce.Roster.Tests.RosterApp;
using Interval = Google.Type.Interval;

namespace TaskForce.Roster.Tests.Members;

public class MemberImportTests(RosterApp app) : IClassFixture<RosterApp>
{
    private const string Header = "name,agency,call_sign,languages,home_base_latitude,home_base_longitude";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ImportMembers_NewAndKnown_EntersAndChangesThemWithTheirEvents()
    {
        await using var own = new RosterApp();
        var known = await own.EnterAsync(MemberOf("DE", "known-1", 1, "liaison"));
        var cursor = (await own.Members().ListMembersAsync(new())).Sequence;

        var answer = await ImportAsync(own, $"{Header}\nde-new-1,Police,New 1,de;fr,52.5,13.4\nmembers/de-known-1,Police,Known 1,de,1,2\n,Police,New 2,de,1,2\n");

        Assert.Equal((3, 2, 1, 0), (answer.Rows, answer.Created, answer.Updated, answer.Unchanged));
        Assert.Empty(answer.Faults);
        var read = await own.Members().GetMemberAsync(new() { Name = known.Name });
        // What the file has no column for stays.
        Assert.Equal(("Known 1", "liaison", "fr"), (read.CallSign, read.Qualifications.Single().Skill, known.Languages[0]));
        using var watch = own.Members().WatchMembers(new() { After = cursor }, cancellationToken: Cancellation);
        Assert.Equal(["Created New 1", "Updated Known 1", "Created New 2"], await NextAsync(watch, 3));
    }

    [Fact]
    public async Task ImportMembers_AnyFault_ChangesNothingAndListsEveryFaultyCell()
    {
        await app.EnterAsync(MemberOf("DE", "held-1", 1));
        await app.EnterAsync(MemberOf("MA", "guest-1", 1));
        var csv = Header + ",qualifications,leave,travel_modes,duty_pattern,duty_pattern_offset,home_base\n"
            + "de-fine-1,Police,Fine 1,de,1,2,dog:3,,car,,,\n"
            + "X,Police,\"Two\nlines\",de,1,2,,,,,,\n"
            + "de-bad-1,,held-1,DEU,91,west,Dog:9;medic,soon..later,horse,dutyPatterns/ma-weekdays,-1,a\u0000b\n"
            + "de-fine-1,Police,Fine 2,de,1,2,,,,,,\n"
            + "ma-guest-1,Police,Guest 1,de,1,2,,,,,,\n"
            + "de-fine-3,Police,Fine 1,de,,2,dog:1:2030-01-02..2030-01-01,,,,1.5,\n";

        var answer = await ImportAsync(app, csv);

        Assert.Equal(
            [
                "3 name 'X' is not a name of the form members/{id}",
                "5 agency is required",
                "5 duty_pattern is no duty pattern of DE",
                "5 duty_pattern_offset must be 0 to 366",
                "5 home_base has control characters",
                "5 home_base_latitude must be -90 to 90 degrees",
                "5 home_base_longitude 'west' is not a number of degrees such as 35.89",
                "5 languages is not an ISO 639 code in lower case",
                "5 leave 'soon..later' is not of the form from..until, such as 2030-03-01T06:00:00Z..2030-03-14",
                "5 qualifications 'medic' is not of the form skill:grade[:from..until][:proof]",
                "5 travel_modes 'horse' is none of foot, car, boat, helicopter, plane",
                "6 name members/de-fine-1 is also in line 2",
                "7 name is taken, and not of DE, for which you act",
                "8 duty_pattern_offset '1.5' is not a whole number",
                "8 home_base_latitude is required",
                "8 qualifications must end after it starts",
            ],
            answer.Faults.Select(fault => $"{fault.Line} {fault.Column} {fault.Message}").Order(StringComparer.Ordinal));
        Assert.Equal((6, 0, 0), (answer.Rows, answer.Created, answer.Updated));
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", app.Members().GetMemberAsync(new() { Name = "members/de-fine-1" }));
    }

    [Fact]
    public async Task ImportMembers_UnknownAndMissingColumns_AreNamed()
    {
        var answer = await ImportAsync(app, "name,rank,call_sign,agency\nde-col-1,1,Col 1,Police\n");

        Assert.Equal(["home_base_latitude", "home_base_longitude", "languages", "rank"], answer.Faults.Where(fault => fault.Line == 1).Select(fault => fault.Column).Order());
    }

    [Fact]
    public async Task ImportMembers_NothingIsRight_TellsAThousandFaults()
    {
        var answer = await ImportAsync(app, Header + "\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"de-wrong-{i},,Wrong {i},german,north,200\n")));

        Assert.Equal((3000, 1000, 2), (answer.Rows, answer.Faults.Count, answer.Faults[0].Line));
    }

    [Fact]
    public async Task ImportMembers_CallSigns_ClashInTheFileAndWithTheStore()
    {
        await app.EnterAsync(MemberOf("DE", "taken-9", 1));

        var answer = await ImportAsync(app, $"{Header}\nde-sign-1,Police,taken-9,de,1,2\nde-sign-2,Police,Twice,de,1,2\nde-sign-3,Police,Twice,de,1,2\n");

        Assert.Equal(["2 'taken-9' is taken by members/de-taken-9", "4 'Twice' is also in line 3"], answer.Faults.Select(fault => $"{fault.Line} {fault.Message}"));
    }

    [Fact]
    public async Task ImportMembers_CallSignsExchanged_AreExchanged()
    {
        await app.EnterAsync(MemberOf("DE", "swap-1", 1));
        await app.EnterAsync(MemberOf("DE", "swap-2", 1));

        var answer = await ImportAsync(app, $"{Header}\nde-swap-1,Police,swap-2,de,1,2\nde-swap-2,Police,swap-1,de,1,2\n");

        Assert.Equal((2, 0), (answer.Updated, answer.Faults.Count));
        Assert.Equal("swap-2", (await app.Members().GetMemberAsync(new() { Name = "members/de-swap-1" })).CallSign);
    }

    [Fact]
    public async Task ImportMembers_ValidateOnly_SaysWhatWouldChangeAndChangesNothing()
    {
        var csv = $"{Header}\nde-dry-1,Police,Dry 1,de,1,2\n";

        var answer = await app.Members().ImportMembersAsync(new() { Csv = csv, ValidateOnly = true });

        Assert.Equal((1, 1), (answer.Rows, answer.Created));
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", app.Members().GetMemberAsync(new() { Name = "members/de-dry-1" }));
    }

    [Fact]
    public async Task ImportMembers_SameRequestAgain_GetsTheFirstAnswer()
    {
        var request = new V1.ImportMembersRequest { Csv = $"{Header}\nde-again-1,Police,Again 1,de,1,2\n", RequestId = Guid.NewGuid().ToString() };

        var first = await app.Members().ImportMembersAsync(request);

        Assert.Equal(1, first.Created);
        Assert.Equal(first, await app.Members().ImportMembersAsync(request));
    }

    [Fact]
    public async Task ImportMembers_SomebodyInALiveTeam_IsChangedAndStaysInIt()
    {
        await using var own = new RosterApp();
        await own.EnterTeamAsync();
        var team = await own.Formation().ReserveTeamAsync(Reserve(await own.ProposeAsync()));

        await ImportAsync(own, $"{Header}\nde-unit-2,Other,Unit 2,de;fr,0,1\n");

        var member = await own.Members().GetMemberAsync(new() { Name = "members/de-unit-2" });
        Assert.Equal(("Other", team.Name), (member.Agency, member.Team));
    }

    [Fact]
    public async Task ImportMembers_Empty_IsRefusedAndAuditorsAreDenied()
    {
        await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Members().ImportMembersAsync(new()));
        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", app.Members("auditor.de").ImportMembersAsync(new() { Csv = Header }));
    }

    [Fact]
    public async Task ImportMembers_WhatWasExported_IsUnchangedWhateverItHolds() =>
        await Gen.Select(Gen.Int, Texts, Texts, (seed, agency, proof) => Any(new(seed), agency, proof)).Array[1, 20].SampleAsync(async members =>
        {
            await using var own = new RosterApp();
            foreach (var (index, member) in members.Index())
            {
                member.CallSign = $"={index}'";
                await own.EnterAsync(member.Clone(), V1.Member.Types.Duty.OffDuty, $"de-any-{index}");
            }

            var csv = await ExportAsync(own, "DE");
            var answer = await ImportAsync(own, csv);

            Assert.Empty(answer.Faults);
            Assert.Equal((members.Length, members.Length), (answer.Rows, answer.Unchanged));
            Assert.Equal(csv, await ExportAsync(own, "DE"));
        }, iter: 5, threads: 1);

    [Fact]
    public async Task ExportMembers_AgencyThatWouldBeAFormulaOrTurnItsText_IsHarmlessAndImportsUnchanged()
    {
        await using var app = new RosterApp();
        var member = MemberOf("DE", "sly-1", 1);
        member.Agency = "Agency;=HYPERLINK(1) \u202Egnp.exe";
        await app.EnterAsync(member);

        var csv = string.Concat(await app.Members().ExportMembers(new()).ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)
            .Select(part => part.Csv).ToListAsync(TestContext.Current.CancellationToken));
        var again = await app.Members().ImportMembersAsync(new() { Csv = csv });

        Assert.Contains(@",Agency;'=HYPERLINK(1) \u202Egnp.exe,", csv, StringComparison.Ordinal);
        Assert.Equal((1, 0), (again.Unchanged, again.Faults.Count));
    }

    [Fact]
    public async Task ExportMembers_Filter_NarrowsAndGuardsFormulas()
    {
        await using var own = new RosterApp();
        await own.EnterAsync(MemberOf("MA", "other-1", 1));
        var member = MemberOf("DE", "export-1", -2.5, "liaison");
        member.Agency = "=HYPERLINK(\"x\")";
        await own.EnterAsync(member);

        var lines = (await ExportAsync(own, "DE")).Split("\r\n");

        Assert.Equal(
            "name,nation,agency,call_sign,languages,qualifications,home_base,home_base_place_id,home_base_latitude,home_base_longitude,"
            + "travel_modes,leave,duty_pattern,duty_pattern_offset,withheld_fields", lines[0]);
        Assert.Equal("members/de-export-1,DE,\"'=HYPERLINK(\"\"x\"\")\",export-1,fr;de,liaison:3,'-2.5 h away,,0,-2.5,,,,,", lines[1]);
        Assert.Equal("", Assert.Single(lines[2..]));
    }

    // Every kind of thing that a member can hold, and texts that a file could stumble over.
    private static V1.Member Any(Random random, string agency, string proof) => new()
    {
        Nation = "DE",
        Agency = agency,
        Languages = { random.GetItems(["de", "fr", "ber"], 3) },
        HomeBase = new()
        {
            DisplayName = proof,
            PlaceId = random.Next(2) == 0 ? "" : "ma-fes",
            Location = new() { Latitude = (random.NextDouble() * 180) - 90, Longitude = (random.NextDouble() - 0.5) * Math.Pow(10, -random.Next(9)) },
        },
        TravelModes = { random.GetItems([TravelMode.Car, TravelMode.Boat, TravelMode.Helicopter], random.Next(3)) },
        Leave = { Enumerable.Range(0, random.Next(3)).Select(_ => Any(random)) },
        DutyPattern = random.Next(2) == 0 ? "" : "dutyPatterns/de-weekdays",
        DutyPatternOffset = random.Next(367),
        Qualifications =
        {
            Enumerable.Range(0, random.Next(4)).Select(i => new V1.Qualification
            {
                Skill = $"skill-{i}", Grade = random.Next(1, 6), Proof = random.Next(2) == 0 ? "" : proof, Validity = random.Next(3) == 0 ? null : Any(random),
            }),
        },
    };

    private static Interval Any(Random random) => new()
    {
        StartTime = random.Next(3) == 0 ? null : Start.AddTicks(random.NextInt64(-TimeSpan.TicksPerDay, 0)).ToTimestamp(),
        EndTime = random.Next(3) == 0 ? null : Start.AddSeconds(random.Next(1, 9)).ToTimestamp(),
    };

    private static Gen<string> Texts => Gen.Char["abc=+-@'\"\t\r\n,;\\:.0129TZ é"].Array[0, 12].Select(chars => $"{new string(chars)}{(chars.Any(c => !char.IsWhiteSpace(c)) ? "" : "x")}");

    private static async Task<V1.ImportMembersResponse> ImportAsync(RosterApp app, string csv) => await app.Members().ImportMembersAsync(new() { Csv = csv });

    private static async Task<string> ExportAsync(RosterApp app, string nation)
    {
        using var export = app.Members($"auditor.{nation}").ExportMembers(new() { Filter = new() { Nation = nation } }, cancellationToken: Cancellation);
        return string.Concat(await export.ResponseStream.ReadAllAsync(Cancellation).Select(part => part.Csv).ToListAsync(Cancellation));
    }

    private static async Task<List<string>> NextAsync(AsyncServerStreamingCall<V1.MemberEvent> watch, int count) =>
        await watch.ResponseStream.ReadAllAsync(Cancellation).Where(change => change.Type != V1.MemberEvent.Types.Type.Heartbeat)
            .Take(count).Select(change => $"{change.Type} {change.Member.CallSign}").ToListAsync(Cancellation);
}
