using System.Security.Cryptography;
using System.Security.Cryptography.Cose;
using Google.Protobuf;
using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Tasking.Tests.Orders.Packages;

/// <summary>What is signed for where there is no network.</summary>
public sealed class TaskPackageServiceTests : IDisposable
{
    private const string Leader = "de-falke-07";

    private readonly SqliteTestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Package_HasAllThatTheRecipientNeeds_AndIsSignedByEachNation()
    {
        await using var app = new TaskingApp(_store);
        var mission = await OrderedAsync(app, "[stop-short metres=500] Stop 500 m before the place and report.\nAsk for Lina.");

        var package = await VerifiedAsync(app, $"{mission.Name}/orders/{Leader}");

        var order = mission.Orders.Single(order => order.Recipient == $"members/{Leader}");
        Assert.Equal((1, order.Name, order.Instructions, order.Place), (package.Version, package.Order.Name, package.Order.Instructions, package.Order.Place));
        Assert.Equal(V1.Order.Types.Rung.Unspecified, package.Order.Rung);
        Assert.Equal(["members/ma-atlas-12", "members/ma-atlas-13"], package.Contacts.Select(contact => contact.Member));
        Assert.Equal(["DE", "MA"], package.Centres.Select(centre => centre.Nation));
        Assert.Equal(mission.MandateName, package.Mandate.Name);
        Assert.NotEmpty(package.Mandate.Territory);
        var phrase = Assert.Single(package.Phrases);
        Assert.Equal(("stop-short", "500 m vor dem Einsatzort halten und melden."), (phrase.Id, phrase.Texts["de"]));
        Assert.Equal(["ar", "de", "en", "fr"], phrase.Texts.Keys.Order());
        Assert.Equal(1, package.Map.Columns);
        Assert.Equal(order.Period.EndTime.ToDateTimeOffset().AddHours(2), package.ExpireTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task Phrase_WhoseEnglishSaysSomethingElse_IsFreeText()
    {
        await using var app = new TaskingApp(_store);
        var mission = await OrderedAsync(app, "[withdraw] Stay if shots are fired.\n[stop-short metres=500] Stop 100 m before the place and report.\n[stop-short metres=٥٠٠] Stop 500 m before the place and report.");

        Assert.Empty((await VerifiedAsync(app, $"{mission.Name}/orders/{Leader}")).Phrases);
    }

    [Fact]
    public async Task Package_WithoutTheMap_IsBetterThanNone()
    {
        await using var app = new TaskingApp(_store);
        var mission = await OrderedAsync(app, "");
        app.Peers.IsAway = true;

        Assert.Null((await VerifiedAsync(app, $"{mission.Name}/orders/{Leader}")).Map);
    }

    [Fact]
    public async Task Recall_NamesWhatItTakesThePlaceOf_AndTheOrderHasNoPackageAnyMore()
    {
        await using var app = new TaskingApp(_store);
        var mission = await OrderedAsync(app, "");
        await app.Missions().RecallMissionAsync(new() { Name = mission.Name, Reason = "False alarm." });

        var recall = await VerifiedAsync(app, $"{mission.Name}/orders/{Leader}-recall");

        Assert.Equal(($"{mission.Name}/orders/{Leader}", "False alarm.", null, null), (recall.Supersedes, recall.Order.Instructions, recall.Map, recall.Mandate));
        Assert.Equal((StatusCode.FailedPrecondition, "ORDER_OVER"), await RefusalOf(app.Packages($"field:{Leader}"), $"{mission.Name}/orders/{Leader}"));
    }

    [Fact]
    public async Task Centre_OfTheRecipientsNation_MayHandItOver_AndNoOther()
    {
        await using var app = new TaskingApp(_store);
        var mission = await OrderedAsync(app, "");
        var order = $"{mission.Name}/orders/{Leader}";

        Assert.NotEmpty((await app.Packages("dispatcher.de").GetTaskPackageAsync(new() { Name = order })).CoseSign);
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOUR_ORDER"), await RefusalOf(app.Packages("dispatcher.ma"), order));
        Assert.Equal((StatusCode.PermissionDenied, "NOT_YOUR_ORDER"), await RefusalOf(app.Packages("field:ma-atlas-12"), order));
    }

    [Fact]
    public async Task Package_HasOnlyWhatTheRecipientMaySee()
    {
        await using var app = new TaskingApp(_store);
        app.Peers.Rules.WithdrawAll();
        var mission = await OrderedAsync(app, "");

        var contact = (await VerifiedAsync(app, $"{mission.Name}/orders/{Leader}")).Contacts[0];

        Assert.Equal(("MA", ""), (contact.Nation, contact.CallSign));
        Assert.Contains("call_sign", contact.WithheldFields);
    }

    [Fact]
    public async Task Package_ThatACentreHandsOver_HasOnlyWhatTheRecipientMaySee()
    {
        await using var app = new TaskingApp(_store);
        app.Peers.Rules.WithdrawAll();
        app.Peers.Rules.ReleaseTo(Type.V1.Role.Dispatcher, "MA", "DE", "Member.name", "Member.call_sign");
        var mission = await OrderedAsync(app, "");

        var seen = await app.Missions("dispatcher.de").GetMissionAsync(new() { Name = mission.Name });
        var handed = await VerifiedAsync(app, $"{mission.Name}/orders/{Leader}", "dispatcher.de");

        Assert.NotEmpty(seen.Members.First(member => member.Nation == "MA").CallSign);
        Assert.All(handed.Contacts, contact => Assert.Equal(("MA", ""), (contact.Nation, contact.CallSign)));
    }

    private static async Task<V1.Mission> OrderedAsync(TaskingApp app, string instructions)
    {
        var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot });
        var mission = await app.Missions().CreateMissionAsync(new() { Mission = new() { Hotspot = hotspot.Name, Instructions = instructions } });
        await app.Missions().AssignTeamAsync(new() { Name = mission.Name, Members = { TaskingApp.Team } });
        await app.Missions("commander.de").ApproveMissionAsync(new() { Name = mission.Name });
        await app.Missions("commander.ma").ApproveMissionAsync(new() { Name = mission.Name });
        return await app.Missions().DispatchMissionAsync(new() { Name = mission.Name });
    }

    // As anybody would who has the contract and a COSE library.
    private static async Task<V1.TaskPackage> VerifiedAsync(TaskingApp app, string order, string profile = $"field:{Leader}")
    {
        var keys = (await app.Packages($"field:{Leader}").ListPackageKeysAsync(new())).Keys;
        var message = CoseMessage.DecodeMultiSign((await app.Packages(profile).GetTaskPackageAsync(new() { Name = order })).CoseSign.Span);
        Assert.Equal("application/vnd.taskforce.task-package", message.ProtectedHeaders[CoseHeaderLabel.ContentType].GetValueAsString());
        Assert.Equal(["DE", "MA"], message.Signatures.Select(signature =>
        {
            var key = keys.Single(key => key.Id == ByteString.CopyFrom(signature.ProtectedHeaders[CoseHeaderLabel.KeyIdentifier].GetValueAsBytes()));
            Assert.Equal(key.Id.ToByteArray(), SHA256.HashData(key.PublicKey.Span));
            using var curve = ECDsa.Create();
            curve.ImportSubjectPublicKeyInfo(key.PublicKey.Span, out _);
            Assert.True(signature.VerifyEmbedded(curve));
            return key.Nation;
        }));
        return V1.TaskPackage.Parser.ParseFrom(message.Content!.Value.Span);
    }

    private static async Task<(StatusCode, string?)> RefusalOf(V1.TaskPackageService.TaskPackageServiceClient packages, string order)
    {
        var (code, reason, _) = await packages.GetTaskPackageAsync(new() { Name = order }).RefusedAsync();
        return (code, reason);
    }
}
