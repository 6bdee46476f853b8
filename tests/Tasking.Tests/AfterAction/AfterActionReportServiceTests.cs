using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using UglyToad.PdfPig;
using static TaskForce.Tasking.V1.AfterActionReport.Types;
using Format = TaskForce.Tasking.V1.ExportAfterActionReportRequest.Types.Format;
using Kind = TaskForce.Tasking.V1.AfterActionReport.Types.Leg.Types.Kind;
using Rung = TaskForce.Tasking.V1.Order.Types.Rung;
using Stage = TaskForce.Tasking.V1.Order.Types.Stage;

namespace TaskForce.Tasking.Tests.AfterAction;

/// <summary>After-action reports through a real channel, whichever database the service is in.</summary>
public abstract class AfterActionReportServiceTests : IAsyncDisposable
{
    private const string Leader = "de-falke-07";

    private readonly TestStore _store;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly TaskingApp _app;

    protected AfterActionReportServiceTests(TestStore store) => (_store, _app) = (store, new(store, _clock));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Legs_OfAMissionDrivenThroughItsLife_AreItsTimes()
    {
        var report = await ReportAsync(await CompletedAsync());

        // A minute passes before each of them, so that each step has a time of its own.
        var start = report.Legs[0].Time.ToDateTimeOffset();
        Assert.Equal(
            [
                (Kind.Reported, "", 0), (Kind.Planned, "", 1), (Kind.Assigned, "", 2), (Kind.Approved, "DE", 3), (Kind.Approved, "MA", 4), (Kind.Ordered, "", 5),
                (Kind.Acknowledged, "members/de-falke-07", 6), (Kind.Acknowledged, "members/de-falke-07", 7), (Kind.Acknowledged, "members/de-falke-07", 7), (Kind.Acknowledged, "members/de-falke-07", 7),
                (Kind.Moving, "members/de-falke-07", 8), (Kind.OnScene, "members/de-falke-07", 9), (Kind.Clear, "members/de-falke-07", 10), (Kind.Ended, "", 11),
            ],
            report.Legs.Select(leg => (leg.Kind, leg.Subject, (int)(leg.Time.ToDateTimeOffset() - start).TotalMinutes)));
        Assert.Equal([Rung.Stored, Rung.Displayed, Rung.Read, Rung.Accepted], report.Legs.Where(leg => leg.Kind == Kind.Acknowledged).Select(leg => leg.Rung));
    }

    [Fact]
    public async Task Update_ByTheLeader_CompletesWhatTheMissionReported()
    {
        var mission = await CompletedAsync();
        Assert.Equal((3, "Three men in a van."), ((await ReportAsync(mission)).Figures.Arrests, (await ReportAsync(mission)).Narrative));

        var written = await _app.Reports($"field:{Leader}").UpdateAfterActionReportAsync(new()
        {
            AfterActionReport = new() { Name = $"{mission}/afterActionReport", Lessons = "Take two vans.", Figures = new() { Arrests = 4, Seizures = 1 } },
        });

        Assert.Equal(("Take two vans.", 4, "Three men in a van.", $"field:{Leader}"), (written.Lessons, written.Figures.Arrests, written.Narrative, written.Author));
    }

    [Fact]
    public async Task Update_ByAnotherMember_IsDenied()
    {
        var mission = await CompletedAsync();

        var refusal = await Refused(_app.Reports("field:ma-atlas-12").UpdateAfterActionReportAsync(
            new() { AfterActionReport = new() { Name = $"{mission}/afterActionReport", Lessons = "None." } }));

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task Get_ByAMemberOfAnotherTeam_IsDenied()
    {
        var mission = await CompletedAsync();

        var refusal = await Refused(_app.Reports("field:de-adler-01").GetAfterActionReportAsync(new() { Name = $"{mission}/afterActionReport" }));

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task Sign_ByBothNations_HoldsOverExactlyTheContent()
    {
        var mission = await CompletedAsync();
        var report = await ReportAsync(mission);

        await SignAsync(mission, "commander.de", report.Digest);
        var signed = await SignAsync(mission, "commander.ma", report.Digest);

        Assert.Equal([("DE", report.Digest), ("MA", report.Digest)], signed.Signatures.Select(signature => (signature.Nation, signature.Digest)));
        Assert.Equal(report.Digest, signed.Digest);
        Assert.Equal(Hash(signed), signed.Digest.ToByteArray());
    }

    [Fact]
    public async Task Sign_ContentThatWasNotRead_IsRefused()
    {
        var mission = await CompletedAsync();
        var read = await ReportAsync(mission);
        await WriteAsync(mission, "Two men.");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => SignAsync(mission, "commander.de", read.Digest));

        Assert.Equal(StatusCode.Aborted, refusal.StatusCode);
    }

    [Fact]
    public async Task Update_AfterASignature_VoidsIt()
    {
        var mission = await CompletedAsync();
        await SignAsync(mission, "commander.de", (await ReportAsync(mission)).Digest);

        var written = await WriteAsync(mission, "Four men.");

        Assert.Empty(written.Signatures);
    }

    [Fact]
    public async Task Sign_WordThatComesAfterwards_LeavesWhatWasSignedAsItIs()
    {
        var mission = await CompletedAsync();
        var report = await ReportAsync(mission);
        await SignAsync(mission, "commander.de", report.Digest);

        await AcknowledgeAsync(mission, "ma-atlas-12", Rung.Accepted);

        var after = await ReportAsync(mission);
        Assert.Equal(report.Digest, after.Digest);
        Assert.Equal(report.Legs, after.Legs);
    }

    [Fact]
    public async Task Sign_MissionUnderWay_IsRefused()
    {
        var mission = (await _app.MissionAsync(V1.Mission.Types.State.Ordered)).Name;
        var written = await WriteAsync(mission, "So far, so good.");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => SignAsync(mission, "commander.de", written.Digest));

        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
    }

    [Fact]
    public async Task Sign_NationThatTakesNoPart_IsDenied()
    {
        var mission = await CompletedAsync();

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await SignAsync(mission, "commander.fr", (await ReportAsync(mission)).Digest));

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task Export_Json_IsTheContractsOwnMessage()
    {
        var mission = await CompletedAsync();

        var file = await ExportAsync(mission, Format.Json);

        Assert.Equal(await ReportAsync(mission), V1.AfterActionReport.Parser.ParseJson(file.Content.ToStringUtf8()));
        Assert.EndsWith(".json", file.FileName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_JsonOfTextThatTurnsItsDirection_ShowsThatByNumberAndLosesNothing()
    {
        var mission = await CompletedAsync();
        await WriteAsync(mission, "safe\u202Egnp.exe \u2066and\u2069 on");

        var text = (await ExportAsync(mission, Format.Json)).Content.ToStringUtf8();

        Assert.False(text.AsSpan().ContainsAny('\u202E', '\u2066', '\u2069'), text);
        Assert.Equal(await ReportAsync(mission), V1.AfterActionReport.Parser.ParseJson(text));
    }

    [Fact]
    public async Task Export_Markdown_SaysEverythingAndQuotesWhatPeopleWrote()
    {
        var mission = await CompletedAsync();
        await WriteAsync(mission, "# Not a heading\nZwei Männer | التقرير");

        var text = (await ExportAsync(mission, Format.Markdown)).Content.ToStringUtf8();

        foreach (var part in new[] { "# After-action report: ", "> # Not a heading", "> Zwei Männer | التقرير", "| order accepted | members/de-falke-07 |", "+0:09:00", "Arrests: 3.", "- DE: not signed", Convert.ToHexStringLower((await ReportAsync(mission)).Digest.Span) })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Export_Pdf_CanBeReadBack()
    {
        var mission = await CompletedAsync();
        await WriteAsync(mission, $"Überfall vor Noël, Straße gesperrt. كان هنا {string.Join(' ', Enumerable.Repeat("Weiter ging es.", 600))}");

        var file = await ExportAsync(mission, Format.Pdf);

        using var pdf = PdfDocument.Open(file.Content.ToByteArray());
        var text = string.Join(' ', pdf.GetPages().SelectMany(page => page.GetWords()).Select(word => word.Text));
        Assert.True(pdf.NumberOfPages > 1);
        foreach (var part in new[] { "After-action report:", "Überfall vor Noël, Straße gesperrt.", "see the Markdown or JSON export", "order accepted", "on scene", "DE: not signed", "Tanger Med Port" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.Equal("%PDF-", Encoding.ASCII.GetString(file.Content.Span[..5]));
    }

    private async Task<string> CompletedAsync()
    {
        var hotspot = await Then(_app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot }));
        var mission = await Then(_app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name } }));
        await Then(_app.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } }));
        await Then(_app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name }));
        await Then(_app.Missions("commander.ma").ApproveMissionAsync(new() { Name = mission.Name }));
        await Then(_app.Missions().DispatchMissionAsync(new() { Name = mission.Name }));
        await Then(AcknowledgeAsync(mission.Name, Leader, Rung.Stored));
        await Then(AcknowledgeAsync(mission.Name, Leader, Rung.Accepted));
        foreach (var stage in new[] { Stage.EnRoute, Stage.OnScene, Stage.Clear })
        {
            await Then(_app.Field(Leader).ReportProgressAsync(new() { Name = $"{mission.Name}/orders/{Leader}", Stage = stage, DeviceTime = _clock.GetUtcNow().ToTimestamp() }));
        }

        await Then(_app.Missions($"field:{Leader}").CompleteMissionAsync(new() { Name = mission.Name, Report = new() { Arrests = 3, Text = "Three men in a van." } }));
        return mission.Name;
    }

    private Task<T> Then<T>(AsyncUnaryCall<T> call) => Then(call.ResponseAsync);

    private async Task<T> Then<T>(Task<T> call)
    {
        var answer = await call;
        _clock.Advance(TimeSpan.FromMinutes(1));
        return answer;
    }

    private async Task<V1.Order> AcknowledgeAsync(string mission, string member, Rung rung) => await _app.Field(member).AcknowledgeOrderAsync(
        new() { Name = $"{mission}/orders/{member}", Rung = rung, Device = "phone", DeviceTime = _clock.GetUtcNow().ToTimestamp() });

    private async Task<V1.AfterActionReport> ReportAsync(string mission) => await _app.Reports().GetAfterActionReportAsync(new() { Name = $"{mission}/afterActionReport" });

    private async Task<V1.AfterActionReport> WriteAsync(string mission, string narrative) => await _app.Reports("dispatcher.ma").UpdateAfterActionReportAsync(
        new() { AfterActionReport = new() { Name = $"{mission}/afterActionReport", Narrative = narrative } });

    private async Task<V1.AfterActionReport> SignAsync(string mission, string profile, ByteString digest) =>
        await _app.Reports(profile).SignAfterActionReportAsync(new() { Name = $"{mission}/afterActionReport", Digest = digest });

    private async Task<V1.ExportAfterActionReportResponse> ExportAsync(string mission, Format format) =>
        await _app.Reports("auditor.de").ExportAfterActionReportAsync(new() { Name = $"{mission}/afterActionReport", Format = format });

    // As the contract says, by hand.
    private static byte[] Hash(V1.AfterActionReport report)
    {
        var content = report.Clone();
        content.Digest = ByteString.Empty;
        content.Etag = "";
        content.Signatures.Clear();
        content.AuthorNations.Clear();
        content.Legs.ToList().ForEach(leg => leg.Nation = "");
        return System.Security.Cryptography.SHA256.HashData(content.ToByteArray());
    }

    private static async Task<RpcException> Refused<T>(AsyncUnaryCall<T> call) => await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
}

public sealed class AfterActionReportServiceOnSqliteTests() : AfterActionReportServiceTests(new SqliteTestStore());

public sealed class AfterActionReportServiceOnPostgresTests() : AfterActionReportServiceTests(new PostgresTestStore());
