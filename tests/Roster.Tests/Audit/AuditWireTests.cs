using Grpc.Core;
using Grpc.Core.Interceptors;
using TaskForce.Client.Audit;
using TaskForce.Type.V1;
using Kind = TaskForce.Type.V1.AuditValue.Types.Kind;
using Phase = TaskForce.Type.V1.AuditCall.Types.Phase;
using Records = TaskForce.Type.V1.Audit.Types.Records;

namespace TaskForce.Roster.Tests.Audit;

/// <summary>What the audit log says of calls, asked at the wire.</summary>
public sealed class AuditWireTests : IAsyncLifetime
{
    private readonly RosterApp _app = new();

    public async ValueTask InitializeAsync()
    {
        await _app.EnterAsync(RosterApp.MemberOf("DE", "falke-1", 1), id: "de-falke-01");
        await _app.EnterAsync(RosterApp.MemberOf("MA", "atlas-1", 1), id: "ma-atlas-01");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task GetMember_OfAnotherNation_BothNationsSeeTheReadAndEachItsOwnValues()
    {
        var purposeful = _app.As("dispatcher.ma").Intercept(headers =>
        {
            headers.Add("taskforce-purpose", "mission-planning");
            return headers;
        });
        await new V1.MemberService.MemberServiceClient(purposeful).GetMemberAsync(new() { Name = "members/de-falke-01" });

        var forDe = Assert.Single(await EntriesAsync("auditor.de", new() { Method = "GetMember" }));
        var forMa = Assert.Single(await EntriesAsync("auditor.ma", new() { Method = "GetMember" }));

        var call = forDe.Record.Call;
        Assert.Equal(("taskforce.roster.v1.MemberService.GetMember", Records.Read, Phase.Whole), (call.Method, call.Records, call.Phase));
        Assert.Equal(("MA", "demo", "mission-planning", "OK", ""), (call.Nation, call.Issuer, call.Purpose, call.Code, call.Reason));
        Assert.Equal([Role.Dispatcher], call.Roles);
        Assert.Equal(["name"], call.AskedFields);
        Assert.Equal([(Kind.Asked, "members/de-falke-01"), (Kind.Shown, "members/de-falke-01")], Open(forDe));
        Assert.Equal([(Kind.Caller, "dispatcher.ma"), (Kind.Asked, "members/de-falke-01")], Open(forMa));
        Assert.Equal(forDe.Record, forMa.Record);
        Assert.Equal(forDe.Hash, forMa.Hash);
    }

    [Fact]
    public async Task UpdateMember_Made_IsOneEntryOfAChangeWithFieldPathsAndWithoutTexts()
    {
        await _app.Members().UpdateMemberAsync(new() { Member = new() { Name = "members/de-falke-01", Agency = "Another agency" }, RequestId = Guid.NewGuid().ToString() });

        var entry = Assert.Single(await EntriesAsync("auditor.de", new() { Method = "UpdateMember" }));

        Assert.Equal((Records.Change, "OK"), (entry.Record.Call.Records, entry.Record.Call.Code));
        Assert.Equal(["member.name", "member.agency", "request_id"], entry.Record.Call.AskedFields);
        Assert.DoesNotContain("Another", entry.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteMember_Refused_IsRecordedWithItsReason()
    {
        await Assert.ThrowsAsync<RpcException>(async () => await _app.Members().DeleteMemberAsync(new() { Name = "members/ma-atlas-01" }));

        var entry = Assert.Single(await EntriesAsync("auditor.ma", new() { Method = "DeleteMember" }));

        Assert.Equal(("DE", "PERMISSION_DENIED", "OTHER_NATION"), (entry.Record.Call.Nation, entry.Record.Call.Code, entry.Record.Call.Reason));
        Assert.Equal([(Kind.Asked, "members/ma-atlas-01")], Open(entry));
    }

    [Theory]
    [InlineData("service:tasking", "OnBehalf dispatcher.ma")]
    [InlineData("auditor.de", "")]
    public async Task GetMember_SaidToBeForSomebody_IsBelievedOfAServiceOnly(string profile, string behalf)
    {
        var saying = _app.As(profile).Intercept(headers =>
        {
            headers.Add("taskforce-purpose", "rescue%20at%20sea");
            headers.Add("x-taskforce-on-behalf-of", "MA dispatcher.ma");
            return headers;
        });
        await new V1.MemberService.MemberServiceClient(saying).GetMemberAsync(new() { Name = "members/de-falke-01" });

        var forMa = Assert.Single(await EntriesAsync("auditor.ma", new() { Method = "GetMember" }));
        var forDe = Assert.Single(await EntriesAsync("auditor.de", new() { Method = "GetMember" }));

        Assert.Equal("rescue at sea", forMa.Record.Call.Purpose);
        Assert.Equal(behalf, string.Join(' ', Open(forMa).Where(value => value.Kind == Kind.OnBehalf).Select(value => $"{value.Kind} {value.Value}")));
        // A nation's people are its own to see.
        Assert.DoesNotContain(Open(forDe), value => value.Value == "dispatcher.ma");
    }

    [Theory]
    [InlineData("MA")]
    [InlineData("Morocco dispatcher.ma")]
    [InlineData("MA %0A")]
    [InlineData("MA ")]
    public async Task GetMember_SaidToBeForNobodyInParticular_IsAnsweredAndForNobody(string behalf)
    {
        var saying = _app.As("service:tasking").Intercept(headers =>
        {
            headers.Add("x-taskforce-on-behalf-of", behalf);
            return headers;
        });
        await new V1.MemberService.MemberServiceClient(saying).GetMemberAsync(new() { Name = "members/de-falke-01" });

        Assert.DoesNotContain(Assert.Single(await EntriesAsync("auditor.ma", new() { Method = "GetMember" })).Record.Call.Values, value => value.Kind == Kind.OnBehalf);
    }

    [Theory]
    [InlineData("field:de-falke-01", "PERMISSION_DENIED", "ROLE_REQUIRED")]
    [InlineData(null, "UNAUTHENTICATED", "TOKEN_REQUIRED")]
    public async Task ListMembers_CallerMayNot_IsRecorded(string? profile, string code, string reason)
    {
        await Assert.ThrowsAsync<RpcException>(async () => await new V1.MemberService.MemberServiceClient(_app.As(profile)).ListMembersAsync(new()));

        var entry = Assert.Single(await EntriesAsync("auditor.de", new() { Method = "ListMembers", Code = code }));

        Assert.Equal(reason, entry.Record.Call.Reason);
    }

    [Fact]
    public async Task WatchMembers_ForAWhile_IsABeginningTheFirstShownAndAnEnd()
    {
        using (var watch = _app.Members("dispatcher.ma").WatchMembers(new() { Filter = new() { Nation = "DE" } }))
        {
            Assert.True(await watch.ResponseStream.MoveNext());
            await _app.Members().SetMemberDutyAsync(new() { Name = "members/de-falke-01", Duty = V1.Member.Types.Duty.OnCall });
            while (watch.ResponseStream.Current.Member?.Duty != V1.Member.Types.Duty.OnCall && await watch.ResponseStream.MoveNext())
            {
            }
        }

        var entries = await UntilAsync(() => EntriesAsync("auditor.de", new() { Method = "WatchMembers" }), entries => entries is [.., { Record.Call.Phase: Phase.Ended }]);

        Assert.Equal([Phase.Began, Phase.Ended], entries.Select(entry => entry.Record.Call.Phase));
        Assert.Equal(["filter.nation"], entries[0].Record.Call.AskedFields);
        Assert.Equal(entries[0].Record.Number, entries[1].Record.Call.Began);
        Assert.Equal("CANCELLED", entries[1].Record.Call.Code);
        Assert.Equal([(Kind.Shown, "members/de-falke-01")], Open(entries[1]));
        Assert.True(entries[1].Record.Call.Responses >= 2);
    }

    [Fact]
    public async Task ExportMembers_AsCsv_NamesWhomItShows()
    {
        await _app.Members("dispatcher.ma").ExportMembers(new()).ResponseStream.ReadAllAsync().CountAsync();

        var entries = await EntriesAsync("auditor.de", new() { Method = "ExportMembers" });

        Assert.Contains((Kind.Shown, "members/de-falke-01"), entries.SelectMany(Open));
    }

    [Fact]
    public async Task ListAuditEntries_ByAnAuditor_IsItselfRecordedAndOthersMayNot()
    {
        await EntriesAsync("auditor.de", new());

        var reads = await EntriesAsync("auditor.de", new() { Method = "ListAuditEntries" });
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await Audit("commander.de").ListAuditEntriesAsync(new()));

        Assert.Equal([(Kind.Caller, "auditor.de")], Open(Assert.Single(reads)));
        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task WatchAuditEntries_Resumed_GivesEachEntryOnceAndVerifies()
    {
        var verifier = new AuditVerifier();
        await FollowAsync(verifier, 2);
        await _app.Members().GetMemberAsync(new() { Name = "members/de-falke-01" });
        await FollowAsync(verifier, 4);

        Assert.Equal(("roster", true), (verifier.Service, verifier.Last >= 4));
    }

    [Fact]
    public async Task EraseAuditValues_OfAMember_LeavesTheChainWithoutTheValueAndWithoutTheRequest()
    {
        await _app.Members("dispatcher.ma").GetMemberAsync(new() { Name = "members/de-falke-01" });
        var before = await EntriesAsync("auditor.de", new());

        var answer = await Audit("commander.de").EraseAuditValuesAsync(new() { Value = "members/de-falke-01", RequestId = Guid.NewGuid().ToString() });

        var after = await EntriesAsync("auditor.de", new());
        Assert.Equal(before.Sum(entry => entry.Values.Count(open => open.Value == "members/de-falke-01")), answer.Count);
        Assert.DoesNotContain(after.SelectMany(entry => entry.Values), open => open.Value == "members/de-falke-01");
        Assert.Equal(before.Select(entry => entry.Hash), after.Take(before.Count).Select(entry => entry.Hash));
        Assert.Equal(answer.Count, Assert.Single(after, entry => entry.Record.Erasure is not null).Record.Erasure.Count);
        var verifier = new AuditVerifier();
        Assert.All(after, entry => Assert.Null(verifier.Check(entry)));
    }

    private V1.AuditService.AuditServiceClient Audit(string profile) => new(_app.As(profile));

    private async Task<IReadOnlyList<AuditEntry>> EntriesAsync(string profile, AuditFilter filter) =>
        (await Audit(profile).ListAuditEntriesAsync(new() { Filter = filter, PageSize = 1000 })).Entries;

    private async Task FollowAsync(AuditVerifier verifier, long until)
    {
        using var watch = Audit("auditor.ma").WatchAuditEntries(new() { After = verifier.Last });
        while (verifier.Last < until && await watch.ResponseStream.MoveNext())
        {
            Assert.Null(watch.ResponseStream.Current.Entry is { } entry ? verifier.Check(entry) : null);
        }
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isEnough)
    {
        T seen;
        do
        {
            seen = await look();
        }
        while (!isEnough(seen));

        return seen;
    }

    private static IEnumerable<(Kind Kind, string Value)> Open(AuditEntry entry) =>
        entry.Values.Select(open => (entry.Record.Call.Values[open.Index].Kind, open.Value));
}
