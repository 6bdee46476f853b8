using Grpc.Core;
using static TaskForce.Geolocation.Tests.Disclosures.DisclosureWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using State = TaskForce.Geolocation.V1.Disclosure.Types.State;

namespace TaskForce.Geolocation.Tests.Disclosures;

public abstract class DisclosureServiceTests(GeolocationApp app)
{
    [Fact]
    public async Task Create_ThenGet_IsTheSameForBothSides()
    {
        var created = await app.DiscloseAsync(Of("members/anna", 0));

        Assert.Equal(State.Open, created.State);
        Assert.Equal(created, await app.Disclosures("auditor.de").GetDisclosureAsync(new() { Name = created.Name }));
        Assert.Equal(created, await app.Disclosures("dispatcher.ma").GetDisclosureAsync(new() { Name = created.Name }));
    }

    [Fact]
    public async Task Get_NationThatTakesNoPart_IsNotFoundAndNotListed()
    {
        var created = await app.DiscloseAsync(Of("members/anna", 0));

        await RefusedAsync(StatusCode.NotFound, "DISCLOSURE_NOT_FOUND", () => app.Disclosures("auditor.es").GetDisclosureAsync(new() { Name = created.Name }).ResponseAsync);
        Assert.Empty((await app.Disclosures("commander.es").ListDisclosuresAsync(new())).Disclosures);
    }

    [Fact]
    public async Task Create_ByAPerson_IsDenied()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() =>
            app.Disclosures("commander.de").CreateDisclosureAsync(new() { Disclosure = ToMorocco(Of("members/anna", 0)) }).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task Create_SameId_IsRefusedAndARepeatIsNot()
    {
        var request = new V1.CreateDisclosureRequest { Disclosure = ToMorocco(Of("members/anna", 0)), DisclosureId = NewId("mission"), RequestId = Guid.NewGuid().ToString() };
        var created = await app.Disclosures().CreateDisclosureAsync(request);

        Assert.Equal(created, await app.Disclosures().CreateDisclosureAsync(request));
        request.RequestId = "";
        await RefusedAsync(StatusCode.AlreadyExists, "DISCLOSURE_EXISTS", () => app.Disclosures().CreateDisclosureAsync(request).ResponseAsync);
    }

    [Fact]
    public async Task Create_Faulty_NamesEverything()
    {
        var disclosure = new V1.Disclosure
        {
            Subjects = { Of("nobody", 0), Of("members/anna", 10, 5) },
            Receivers = { "Morocco" },
            ExpireTime = At(90_000),
        };

        var fields = await FaultyFieldsAsync(app.Disclosures().CreateDisclosureAsync(new() { Disclosure = disclosure }));

        Assert.Equal(
            ["disclosure.purpose", "disclosure.receivers[0]", "disclosure.expire_time", "disclosure.subjects[0].subject", "disclosure.subjects[1].end_time"], fields);
    }

    [Fact]
    public async Task Update_TakesASubjectAway_IsRefusedAndEndingItIsNot()
    {
        var created = await app.DiscloseAsync(Of("members/anna", 0));
        var without = new V1.Disclosure { Name = created.Name, Subjects = { Of("members/bert", 0) } };

        Assert.Equal(["disclosure.subjects"], await FaultyFieldsAsync(app.Disclosures().UpdateDisclosureAsync(new() { Disclosure = without })));
        without.Subjects.Add(Of("members/anna", 0, 10));
        var changed = await app.Disclosures().UpdateDisclosureAsync(new() { Disclosure = without });

        Assert.Equal(without.Subjects, changed.Subjects);
        Assert.Equal(created.Purpose, changed.Purpose);
    }

    [Fact]
    public async Task Update_StaleEtag_IsRefused()
    {
        var created = await app.DiscloseAsync(Of("members/anna", 0));
        var change = new V1.Disclosure { Name = created.Name, ExpireTime = At(4000), Etag = created.Etag };
        await app.Disclosures().UpdateDisclosureAsync(new() { Disclosure = change });

        await RefusedAsync(StatusCode.Aborted, "STALE_ETAG", () => app.Disclosures().UpdateDisclosureAsync(new() { Disclosure = change }).ResponseAsync);
    }

    [Fact]
    public async Task End_Again_StaysAsItIsAndCannotBeChanged()
    {
        var created = await app.DiscloseAsync(Of("members/anna", -100));

        var ended = await app.EndAsync(created, at: -50);

        Assert.Equal((State.Ended, At(-50)), (ended.State, ended.EndTime));
        Assert.Equal(ended, await app.EndAsync(created, at: -20));
        await RefusedAsync(StatusCode.FailedPrecondition, "DISCLOSURE_ENDED",
            () => app.Disclosures().UpdateDisclosureAsync(new() { Disclosure = new() { Name = created.Name, ExpireTime = At(4000) } }).ResponseAsync);
    }

    [Fact]
    public async Task List_BySubjectAndResource_FindsThose()
    {
        var (anna, bert) = ($"members/{NewId()}", $"members/{NewId()}");
        var first = await app.DiscloseAsync(Of(anna, 0));
        var other = ToMorocco(Of(bert, 0), Of(anna, 0));
        other.Resource = $"missions/{NewId()}";
        var second = await app.Disclosures().CreateDisclosureAsync(new() { Disclosure = other });

        Assert.Equal([second, first], (await app.Disclosures("auditor.ma").ListDisclosuresAsync(new() { Filter = new() { Subject = anna } })).Disclosures);
        Assert.Equal([second], (await app.Disclosures("auditor.ma").ListDisclosuresAsync(new() { Filter = new() { Resource = other.Resource } })).Disclosures);
    }
}

public sealed class SqliteDisclosureServiceTests(GeolocationApp app) : DisclosureServiceTests(app), IClassFixture<GeolocationApp>;

public sealed class PostgresDisclosureServiceTests(PostgresGeolocationApp app) : DisclosureServiceTests(app), IClassFixture<PostgresGeolocationApp>;
