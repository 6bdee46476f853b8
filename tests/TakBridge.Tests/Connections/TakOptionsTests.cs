using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace TaskForce.TakBridge.Tests.Connections;

/// <summary>Every fault of the settings is named at the start.</summary>
public sealed class TakOptionsTests
{
    [Fact]
    public void NoDoor_IsNamed() => Assert.Contains("Tak:Tls:Address must say", Faults(new()), StringComparison.Ordinal);

    [Fact]
    public void Tls_NamesEveryFault()
    {
        var faults = Faults(new() { Tls = new() { Address = "port 8089", Certificate = "/nowhere.pem", Key = "/nowhere.key" } });

        Assert.Contains("Tak:Tls:Address must be an address", faults, StringComparison.Ordinal);
        Assert.Contains("Tak:Tls:Certificate '/nowhere.pem'", faults, StringComparison.Ordinal);
        Assert.Contains("Devices:Authorities must name", faults, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_OutsideDevelopment_IsRefused() => Assert.Contains("refused outside Development", Faults(new() { Plain = Plain() }, "Production"), StringComparison.Ordinal);

    [Fact]
    public void Plain_ReachableByOthers_MustSaySo()
    {
        var plain = Plain();
        plain.Address = "0.0.0.0:8087";
        Assert.Contains("Tak:Plain:AllowOthers", Faults(new() { Plain = plain }), StringComparison.Ordinal);

        plain.AllowOthers = true;
        Assert.Equal("", Faults(new() { Plain = plain }));
    }

    [Theory]
    [InlineData("Germany", "members/de-falke-07", "devices/tak-demo")]
    [InlineData("DE", "de-falke-07", "devices/tak-demo")]
    [InlineData("DE", "members/de-falke-07", "")]
    [InlineData("DE", "members/de-falke-07", "devices/tak-demo x")]
    public void Plain_OfNobody_IsNamed(string nation, string member, string device) => Assert.Contains(
        "Tak:Plain must say whom", Faults(new() { Plain = new() { Address = "127.0.0.1:8087", Nation = nation, Member = member, Device = device } }), StringComparison.Ordinal);

    [Fact]
    public void Limits_NameEveryFault()
    {
        var faults = Faults(new()
        {
            Plain = Plain(),
            Limits = new() { MaxConnections = 0, MaxEventBytes = 10, MaxDepth = 0, EventsPerSecond = 0, EventsAtOnce = 0, MaxWaiting = 0, MaxUnsent = 0, SlowAfter = TimeSpan.Zero, IdleAfter = TimeSpan.FromDays(2) },
            Picture = new() { StandsFor = TimeSpan.Zero },
        });

        Assert.All(
            ["MaxConnections", "MaxEventBytes", "MaxDepth", "EventsPerSecond", "EventsAtOnce", "MaxWaiting", "MaxUnsent", "SlowAfter", "IdleAfter", "StandsFor"],
            name => Assert.Contains($":{name} must be", faults, StringComparison.Ordinal));
    }

    private static TakPlainOptions Plain() => new() { Address = "127.0.0.1:8087", Nation = "DE", Member = "members/de-falke-07", Device = "devices/tak-demo" };

    [Fact]
    public void NoClient_IsNamed() => Assert.Contains("Identity:ClientId must be set", Faults(new() { Plain = Plain() }, client: ""), StringComparison.Ordinal);

    private static string Faults(TakOptions options, string environment = "Development", string client = "service:takbridge")
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Identity:ClientId", client)]).Build();
        return string.Join('\n', new TakOptionsValidator(configuration, new Named(environment), Options.Create(new TakDeviceOptions())).Validate(null, options).Failures ?? []);
    }

    private sealed class Named(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
