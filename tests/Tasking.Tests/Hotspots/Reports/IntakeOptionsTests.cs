using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Tasking.Hotspots.Reports;

namespace TaskForce.Tasking.Tests.Hotspots.Reports;

public sealed class IntakeOptionsTests
{
    [Fact]
    public void Validate_Everything_IsGood() => Assert.Empty(FaultsOf(Good()));

    [Fact]
    public void Validate_NoPort_AsksForNothing() => Assert.Empty(FaultsOf(new IntakeOptions { Token = "" }));

    [Fact]
    public void Validate_ManyFaults_NamesEach()
    {
        var options = Good(source =>
        {
            source.Subject = "";
            source.Nation = "Germany";
            source.Issuer = "nobody";
        });
        options.Token = "";
        options.Sources["again"] = options.Sources["one"];

        var faults = FaultsOf(options);

        string[] expected = ["APP_API_TOKEN", "twice", "one must have a Source and a Subject", "one:Nation", "one:Issuer", "again:Issuer"];
        Assert.All(expected, each => Assert.Contains(faults, fault => fault.Contains(each, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("de", "MA")]
    [InlineData("de", "")]
    [InlineData("services", "")]
    public void Validate_IssuerThatDoesNotSpeakForThem_IsRefused(string issuer, string nation) =>
        Assert.Contains("does not speak for partners", Assert.Single(FaultsOf(Good(source => (source.Issuer, source.Nation) = (issuer, nation)))), StringComparison.Ordinal);

    private static IntakeOptions Good(Action<IntakeSource>? change = null)
    {
        var source = new IntakeSource { Source = "/feeds/one", Subject = "feed-one", Issuer = "de", Nation = "DE" };
        change?.Invoke(source);
        return new() { AppPort = 3000, Token = "token", Sources = { ["one"] = source } };
    }

    private static List<string> FaultsOf(IntakeOptions options)
    {
        var identity = new IdentityOptions
        {
            Issuers = { ["de"] = new() { Kind = IssuerKind.Partners, Nation = "DE" }, ["services"] = new() { Kind = IssuerKind.Services } },
        };
        return [.. new IntakeOptionsValidator(Options.Create(identity)).Validate(null, options).Failures ?? []];
    }
}
