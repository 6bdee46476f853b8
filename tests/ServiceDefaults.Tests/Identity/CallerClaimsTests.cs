using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Tests.Identity;

public class CallerClaimsTests
{
    [Fact]
    public void Read_OfADevice_IsAFieldUnitAndNothingElse()
    {
        var caller = Read("""{"sub":"devices/kxq7m2vnpd","nation":"MA","member":"members/ma-atlas-1","roles":["field","commander"]}""", new() { Kind = IssuerKind.Devices });

        Assert.Equal([Role.Field], caller.Roles);
        Assert.Equal(("devices/kxq7m2vnpd", "MA", "members/ma-atlas-1"), (caller.Device, caller.Nation, caller.Member));
        Assert.Equal("", Read("""{"sub":"devices/kxq7m2vnpd","member":"de-x","roles":["field"]}""", National()).Device);
    }

    [Fact]
    public void Read_NestedClaimAndMappedValues_GivesOurRoles()
    {
        var issuer = National();
        issuer.Claims.Roles = "realm_access.roles";
        issuer.Roles["tf-einsatzleitung"] = "commander";
        issuer.Roles["tf-leitstelle"] = "dispatcher";

        var caller = Read("""{"sub":"7f1c","realm_access":{"roles":["offline_access","tf-leitstelle","tf-einsatzleitung"]}}""", issuer);

        Assert.Equal([Role.Dispatcher, Role.Commander], caller.Roles);
        Assert.Equal(("7f1c", "DE", "de"), (caller.Subject, caller.Nation, caller.Issuer));
    }

    [Fact]
    public void Read_MappedIssuerUsesOurName_DoesNotGetTheRole()
    {
        var issuer = National();
        issuer.Roles["tf-leitstelle"] = "dispatcher";

        Assert.Empty(Read("""{"sub":"x","roles":["commander"]}""", issuer).Roles);
    }

    [Theory]
    [InlineData("""{"sub":"x","roles":"dispatcher auditor"}""")]
    [InlineData("""{"sub":"x","roles":["dispatcher","auditor","dispatcher"]}""")]
    public void Read_RolesAsTextOrArray_AreTheSame(string token) => Assert.Equal([Role.Dispatcher, Role.Auditor], Read(token, National()).Roles);

    [Fact]
    public void Read_ClaimWithDotsInItsName_IsFoundFirst()
    {
        var issuer = National();
        issuer.Claims.Roles = "https://taskforce.test/roles";

        Assert.Equal([Role.Auditor], Read("""{"sub":"x","https://taskforce.test/roles":["auditor"]}""", issuer).Roles);
    }

    [Theory]
    [InlineData(IssuerKind.National, "service", "")]
    [InlineData(IssuerKind.Services, "commander", "service")]
    [InlineData(IssuerKind.Partners, "dispatcher", "partner")]
    public void Read_RoleThatTheKindCannotGive_IsNotGiven(IssuerKind kind, string asked, string given)
    {
        var issuer = new IssuerOptions { Kind = kind, Nation = kind == IssuerKind.National ? "DE" : "" };

        var roles = Read($$"""{"sub":"x","roles":["{{asked}}","{{given}}"]}""", issuer).Roles;

        Assert.Equal(given.Length == 0 ? [] : [CallerClaims.ToRole(given)], roles);
    }

    [Theory]
    [InlineData("DE", "MA")]
    [InlineData("DE", "")]
    [InlineData("", "DE")]
    public void Read_NationThatIsNotTheIssuers_IsRefused(string bound, string claimed)
    {
        var issuer = new IssuerOptions { Kind = bound.Length > 0 ? IssuerKind.National : IssuerKind.Partners, Nation = bound };

        var refusal = Assert.Throws<DomainException>(() => Read($$"""{"sub":"x","roles":["partner"],"nation":"{{claimed}}"}""", issuer));

        Assert.Equal((Fault.Unauthenticated, "ISSUER_NOT_OF_NATION"), (refusal.Fault, refusal.Reason));
    }

    [Fact]
    public void Read_NationAsAList_MustAllBeTheIssuers() =>
        Assert.Throws<DomainException>(() => Read("""{"sub":"x","nation":["DE","MA"]}""", National()));

    [Theory]
    [InlineData("members/de-falke-07")]
    [InlineData("de-falke-07")]
    public void Read_FieldUnit_IsItsMember(string claim) =>
        Assert.Equal("members/de-falke-07", Read($$"""{"sub":"x","roles":["field"],"member":"{{claim}}"}""", National()).Member);

    [Fact]
    public void Read_MemberOfAnotherNation_IsRefused() =>
        Assert.Throws<DomainException>(() => Read("""{"sub":"x","roles":["field"],"member":"ma-atlas-12"}""", National()));

    [Fact]
    public void Read_MemberOfADesk_IsIgnored() => Assert.Equal("", Read("""{"sub":"x","roles":["dispatcher"],"member":"de-falke-07"}""", National()).Member);

    [Theory]
    [InlineData("""{"sub":"x","roles":["partner"]}""", "x")]
    [InlineData("""{"sub":"x","roles":["partner"],"partner":"frontier"}""", "frontier")]
    [InlineData("""{"sub":"x","roles":["dispatcher"],"partner":"frontier"}""", "")]
    public void Read_Partner_IsTheClaimOrTheSubject(string token, string partner) => Assert.Equal(partner, Read(token, National()).Partner);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"sub":""}""")]
    [InlineData("""{"sub":12}""")]
    public void Read_TokenOfNobody_IsRefused(string token) => Assert.Equal("TOKEN_INVALID", Assert.Throws<DomainException>(() => Read(token, National())).Reason);

    [Fact]
    public void Key_SameSubjectOfTwoIssuers_Differs() => Assert.NotEqual(
        Read("""{"sub":"x"}""", National()).Key, Caller.From(new(CallerClaims.Read(Token("""{"sub":"x"}"""), "ma", new() { Nation = "MA" })))!.Key);

    private static IssuerOptions National() => new() { Nation = "DE" };

    private static Caller Read(string payload, IssuerOptions issuer) => Caller.From(new ClaimsPrincipal(CallerClaims.Read(Token(payload), "de", issuer)))!;

    private static JsonWebToken Token(string payload) => new("{\"alg\":\"none\"}", payload);
}
