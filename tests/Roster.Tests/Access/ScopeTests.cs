using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Roster.Tests.Support;
using TaskForce.Testing;
using TaskForce.Type.V1;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Access;

/// <summary>Whose records each method works on.</summary>
public sealed class ScopeTests : IAsyncLifetime
{
    private const string Other = "OTHER_NATION";
    private const string Member = "members/de-unit-2";
    private const string OwnDevice = "the device itself";

    private readonly TestAuthority _authority = new(days: 3650);
    private readonly SqliteTestStore _store = new();
    private readonly RosterApp _app;
    private readonly Dictionary<string, string> _names = [];

    public ScopeTests() => _app = new(_store, new FakeTimeProvider(Start),
        ("Devices:Authorities:DE:Certificate", _authority.Bundle), ("Devices:Authorities:DE:Key", _authority.BundleKey),
        ("Devices:Authorities:FR:Certificate", _authority.Bundle), ("Devices:Authorities:FR:Key", _authority.BundleKey),
        // Otherwise others would not even know of whom they ask.
        ("Release:Rules:de-names-to-fr:Nation", "DE"), ("Release:Rules:de-names-to-fr:ReceiverNation", "FR"),
        ("Release:Rules:de-names-to-fr:Fields:0", "Member.name"), ("Release:Rules:de-names-to-fr:Justification", "A test."));

    public async ValueTask InitializeAsync()
    {
        await _app.EnterTeamAsync();
        _names["team"] = (await _app.Formation().ReserveTeamAsync(Reserve(await _app.ProposeAsync()))).Name;
        await _app.EnterAsync(MemberOf("DE", "dog-4", 1, "drug-detection-dog"));
        await _app.EnterAsync(MemberOf("DE", "gone-5", 1));
        _names["asset"] = (await _app.Assets().CreateAssetAsync(new() { Asset = Boat })).Name;
        _names["training"] = (await _app.Trainings().CreateTrainingAsync(new() { Training = Course })).Name;
        _names["empty training"] = (await _app.Trainings().CreateTrainingAsync(new() { Training = Course })).Name;
        _names["cancelled training"] = (await _app.Trainings().CreateTrainingAsync(new() { Training = Course })).Name;
        _names["asked"] = (await _app.Support("dispatcher.ma").CreateSupportRequestAsync(new() { SupportRequest = SupportServiceTests.Dogs })).Name;
        _names["cancelled"] = (await _app.Support("dispatcher.ma").CreateSupportRequestAsync(new() { SupportRequest = SupportServiceTests.Dogs })).Name;
        _names["declined"] = (await _app.Support("dispatcher.ma").CreateSupportRequestAsync(new() { SupportRequest = SupportServiceTests.Dogs })).Name;
        foreach (var rule in new[] { "rule", "rejected rule", "withdrawn rule" })
        {
            _names[rule] = (await new V1.ReleaseRuleService.ReleaseRuleServiceClient(_app.As("dispatcher.de")).CreateReleaseRuleAsync(new() { ReleaseRule = Release })).Name;
        }

        _names["device"] = (await _app.Devices().InviteDeviceAsync(new() { Member = Member, DisplayName = "Phone" })).Device.Name;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _store.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Method_ThatIsNotForAnyRecord_RefusesOtherNationsAndOtherPersons()
    {
        var members = await FileAsync(_app.Members("auditor.de").ExportMembers(new() { Filter = new() { Nation = "DE" } }).ResponseStream, part => part.Csv);
        var assets = await FileAsync(_app.Assets("auditor.de").ExportAssets(new()).ResponseStream, part => part.Csv);

        // Whoever is deleted or withdrawn can be asked nothing more: those lines are the last.
        var faults = await new ScopeTable("taskforce.roster.v1", As).FaultsAsync(
            [.. Files(members, assets), .. Trainings, .. Support, .. Devices, .. People, .. Equipment, .. Audit, .. Releases]);

        Assert.True(faults.Length == 0, faults);
    }

    private static IEnumerable<ScopeLine> Files(string members, string assets) =>
    [
        new("ImportMembers", "dispatcher.de", new V1.ImportMembersRequest { Csv = members }) { IsTheirs = (_, answer) => answer is V1.ImportMembersResponse { Faults.Count: > 0, Updated: 0, Created: 0 } },
        new("ImportAssets", "dispatcher.de", new V1.ImportAssetsRequest { Csv = assets }) { IsTheirs = (_, answer) => answer is V1.ImportAssetsResponse { Faults.Count: > 0, Updated: 0, Created: 0 } },
    ];

    private IEnumerable<ScopeLine> People =>
    [
        new("CreateMember", "dispatcher.de", new V1.CreateMemberRequest { Member = MemberOf("DE", "new-6", 1) }, Other),
        new("GetMember", "field:de-unit-2", new V1.GetMemberRequest { Name = Member }, "NOT_YOUR_RECORD"),
        new("GetDutyOutlook", "field:de-unit-2", new V1.GetDutyOutlookRequest { Name = Member }, "NOT_YOUR_RECORD"),
        new("UpdateMember", "dispatcher.de", new V1.UpdateMemberRequest { Member = new() { Name = Member, Languages = { "fr", "de", "en" } } }, Other),
        new("SetMemberDuty", "field:de-unit-2", new V1.SetMemberDutyRequest { Name = Member, Duty = V1.Member.Types.Duty.OnDuty }, Other, "NOT_YOUR_RECORD"),
        new("RecordDuty", "dispatcher.de", new V1.RecordDutyRequest { Name = Member, Period = Hours(-3, -2) }, Other),
        new("ReplaceTeamMember", "dispatcher.de", new V1.ReplaceTeamMemberRequest { Name = _names["team"], Outgoing = Member, Incoming = "members/de-unit-3" }, Other),
        new("WithdrawNation", "commander.de", new V1.WithdrawNationRequest { Name = _names["team"], Nation = "DE", Reason = "Needed at home." }, Other),
        new("DeleteMember", "dispatcher.de", new V1.DeleteMemberRequest { Name = "members/de-gone-5" }, Other),
    ];

    private IEnumerable<ScopeLine> Equipment =>
    [
        new("CreateAsset", "dispatcher.de", new V1.CreateAssetRequest { Asset = Boat }, Other),
        new("UpdateAsset", "dispatcher.de", new V1.UpdateAssetRequest { Asset = new() { Name = _names["asset"], DisplayName = "Ferry" } }, Other),
        new("DeleteAsset", "dispatcher.de", new V1.DeleteAssetRequest { Name = _names["asset"] }, Other),
    ];

    private IEnumerable<ScopeLine> Trainings =>
    [
        new("CreateTraining", "dispatcher.de", new V1.CreateTrainingRequest { Training = Course }, Other),
        new("UpdateTraining", "dispatcher.de", new V1.UpdateTrainingRequest { Training = new() { Name = _names["training"], Title = "Boarding" } }, Other),
        new("EnrolMember", "dispatcher.de", new V1.EnrolMemberRequest { Name = _names["training"], Member = Member }, Other),
        new("WithdrawMember", "dispatcher.de", new V1.WithdrawMemberRequest { Name = _names["training"], Member = Member }, Other),
        new("CompleteTraining", "dispatcher.de", new V1.CompleteTrainingRequest { Name = _names["training"] }, Other),
        new("CancelTraining", "dispatcher.de", new V1.CancelTrainingRequest { Name = _names["cancelled training"] }, Other),
        new("DeleteTraining", "dispatcher.de", new V1.DeleteTrainingRequest { Name = _names["empty training"] }, Other),
    ];

    private IEnumerable<ScopeLine> Support =>
    [
        new("CreateSupportRequest", "dispatcher.ma", new V1.CreateSupportRequestRequest { SupportRequest = SupportServiceTests.Dogs }, Other),
        new("OfferSupport", "dispatcher.de", new V1.OfferSupportRequest { Name = _names["asked"], Resources = { "members/de-dog-4" } }, Other),
        new("CommitSupport", "commander.ma", new V1.CommitSupportRequest { Name = _names["asked"] }, Other),
        new("ReleaseSupport", "dispatcher.ma", new V1.ReleaseSupportRequest { Name = _names["asked"] }, Other),
        new("ReturnSupport", "dispatcher.de", new V1.ReturnSupportRequest { Name = _names["asked"] }, Other),
        new("DeclineSupport", "commander.de", new V1.DeclineSupportRequest { Name = _names["declined"], Note = "None." }, Other),
        new("CancelSupport", "dispatcher.ma", new V1.CancelSupportRequest { Name = _names["cancelled"] }, Other),
    ];

    private IEnumerable<ScopeLine> Devices =>
    [
        new("InviteDevice", "dispatcher.de", new V1.InviteDeviceRequest { Member = Member, DisplayName = "Tablet" }, Other),
        new("GetDevice", "field:de-unit-2", new V1.GetDeviceRequest { Name = _names["device"] }, Other, "NOT_YOUR_DEVICE"),
        new("ListDevices", "field:de-unit-2", new V1.ListDevicesRequest()) { IsTheirs = (_, answer) => answer is V1.ListDevicesResponse { Devices.Count: 0 } },
        new("WatchDevices", "dispatcher.de", new V1.WatchDevicesRequest()) { IsTheirs = (_, first) => first is V1.DeviceEvent { Device: null } },
        new("RenewDeviceCertificate", OwnDevice, new V1.RenewDeviceCertificateRequest { Name = _names["device"], SigningRequest = Csr() }, "NOT_THIS_DEVICE"),
        new("RevokeDevice", "field:de-unit-2", new V1.RevokeDeviceRequest { Name = _names["device"], Reason = "Lost." }, Other, "NOT_YOUR_DEVICE"),
    ];

    private static IEnumerable<ScopeLine> Audit =>
    [
        new("SignCheckpoint", "auditor.de", new SignCheckpointRequest { Checkpoint = new() { Nation = "DE", Number = 1, Time = new() { Seconds = 1 } } }, Other),
        new("EraseAuditValues", "commander.de", new EraseAuditValuesRequest { Value = "members/de-dog-4" }) { IsTheirs = (_, answer) => answer is EraseAuditValuesResponse { Count: 0 } },
    ];

    private IEnumerable<ScopeLine> Releases =>
    [
        new("CreateReleaseRule", "dispatcher.de", new CreateReleaseRuleRequest { ReleaseRule = Release }, Other),
        new("PreviewReleaseRule", "dispatcher.de", new PreviewReleaseRuleRequest { ReleaseRule = Release }, Other),
        new("GetReleaseRule", "dispatcher.de", new GetReleaseRuleRequest { Name = _names["rule"] }, "RELEASE_RULE_NOT_FOUND"),
        new("ListReleaseRules", "dispatcher.de", new ListReleaseRulesRequest()) { IsTheirs = (_, answer) => answer is ListReleaseRulesResponse list && list.ReleaseRules.All(rule => rule.Name != _names["rule"]) },
        new("WatchReleaseRules", "dispatcher.de", new WatchReleaseRulesRequest()) { IsTheirs = (_, first) => first is ReleaseRuleEvent change && change.ReleaseRule?.Name != _names["rule"] },
        new("ApproveReleaseRule", "commander.de", new ApproveReleaseRuleRequest { Name = _names["rule"] }, "RELEASE_RULE_NOT_FOUND"),
        new("RejectReleaseRule", "commander.de", new RejectReleaseRuleRequest { Name = _names["rejected rule"], Note = "No." }, "RELEASE_RULE_NOT_FOUND"),
        new("WithdrawReleaseRule", "dispatcher.de", new WithdrawReleaseRuleRequest { Name = _names["withdrawn rule"] }, "RELEASE_RULE_NOT_FOUND"),
    ];

    private static ReleaseRule Release => new() { Nation = "DE", ReceiverNation = "IT", Fields = { "Member.name" }, Justification = "A test." };

    private static V1.Asset Boat => new()
    {
        Nation = "DE",
        Agency = "Bundespolizei",
        DisplayName = "Boat",
        Capabilities = { "tow" },
        TravelMode = TravelMode.Boat,
        Base = Away(1),
    };

    private static V1.Training Course => new() { Nation = "DE", Title = "Boarding at sea", Period = Hours(240, 300), Capacity = 2 };

    private static Google.Type.Interval Hours(double from, double until) => new() { StartTime = Start.AddHours(from).ToTimestamp(), EndTime = Start.AddHours(until).ToTimestamp() };

    private static ByteString Csr()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return ByteString.CopyFrom(new CertificateRequest("", key, HashAlgorithmName.SHA256).CreateSigningRequest());
    }

    private static async Task<string> FileAsync<T>(IAsyncStreamReader<T> parts, Func<T, string> read) =>
        string.Concat(await parts.ReadAllAsync(TestContext.Current.CancellationToken).Select(read).ToListAsync(TestContext.Current.CancellationToken));

    private CallInvoker As(string profile) => profile == OwnDevice ? _app.AsDevice(_names["device"], Member, "DE") : _app.As(profile);
}
