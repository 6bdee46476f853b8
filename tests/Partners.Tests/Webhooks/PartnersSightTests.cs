extern alias geolocation;

using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;
using Subject = TaskForce.Geolocation.V1.Disclosure.Types.Subject;

namespace TaskForce.Partners.Tests.Webhooks;

/// <summary>What a partner is sent of positions by the real service that judges who may see them.</summary>
public sealed class PartnersSightTests : IAsyncLifetime
{
    private const string Boat = "assets/boat-of-germany";

    private readonly SqliteTestStore _store = new();
    private readonly FakeTimeProvider _clock = new(new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero));
    private readonly Receiver _receiver = new();
    private readonly GeolocationApp _geolocation;
    private readonly PartnersApp _app;

    public PartnersSightTests()
    {
        _geolocation = new(_clock);
        _app = new(_store, new(), _clock, geolocation: _geolocation.As("service:partners"));
    }

    public async ValueTask InitializeAsync() => await _receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _geolocation.DisposeAsync();
        await _receiver.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task Position_OfAnotherNation_IsDeliveredWhileItIsDisclosed_AndNeverElse()
    {
        await ReportAsync("de", Boat);
        await _app.Webhooks("partner.ma").CreateWebhookAsync(new() { Webhook = PartnersApp.To(_receiver.Url, "positions") });

        // What is of the partner's own nation shows that everything before it was looked at.
        await ReportAsync("de", Boat);
        await ReportAsync("ma", "assets/first-of-morocco");
        Assert.Equal("positions/assets/first-of-morocco", await NextSubjectAsync());

        var disclosure = await new DisclosureService.DisclosureServiceClient(_geolocation.As("service:tasking")).CreateDisclosureAsync(new()
        {
            Disclosure = new()
            {
                Subjects = { new Subject { Subject_ = Boat, Nation = "DE", BeginTime = Now } },
                Receivers = { "MA" },
                Purpose = "A mission.",
                Resource = "missions/harbour",
                ExpireTime = _clock.GetUtcNow().AddHours(1).ToTimestamp(),
            },
        });
        await ReportAsync("de", Boat);
        Assert.Equal($"positions/{Boat}", await NextSubjectAsync());

        _clock.Advance(TimeSpan.FromSeconds(5));
        await new DisclosureService.DisclosureServiceClient(_geolocation.As("service:tasking")).EndDisclosureAsync(new() { Name = disclosure.Name });
        _clock.Advance(TimeSpan.FromSeconds(5));
        await ReportAsync("de", Boat);
        await ReportAsync("ma", "assets/second-of-morocco");
        Assert.Equal("positions/assets/second-of-morocco", await NextSubjectAsync());
        Assert.True(_receiver.IsQuiet);
    }

    [Theory]
    [InlineData("service:roster", "MA partner.ma partner.ma demo")]
    [InlineData("partner.de", "MA partner.ma partner.ma demo")]
    [InlineData("service:partners", "")]
    [InlineData("service:partners", "MA partner.ma partner.ma")]
    [InlineData("service:partners", "Morocco partner.ma partner.ma demo")]
    [InlineData("service:partners", "MA  partner.ma demo")]
    [InlineData("service:partners", "MA partner.ma%0A partner.ma demo")]
    public async Task ActingForAPartner_ByWhoeverMayNot_OrInNoKnownForm_IsRefused(string profile, string header)
    {
        var positions = new PositionService.PositionServiceClient(_geolocation.As(profile).Intercept(metadata =>
        {
            metadata.Add("x-taskforce-acting-for", header);
            return metadata;
        }));

        await PartnersApp.Refused(StatusCode.Unauthenticated, "ACTING_REFUSED", positions.GetPositionAsync(new() { Name = $"positions/{Boat}" }));
    }

    [Fact]
    public async Task ActingForAPartner_IsTheRoleOfAPartner_AndNoOther()
    {
        var disclosures = new DisclosureService.DisclosureServiceClient(_geolocation.As("service:partners").Intercept(metadata =>
        {
            metadata.Add("x-taskforce-acting-for", "MA partner.ma partner.ma demo");
            return metadata;
        }));

        await PartnersApp.Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", disclosures.ListDisclosuresAsync(new()));
    }

    private Timestamp Now => _clock.GetUtcNow().ToTimestamp();

    private async Task ReportAsync(string nation, string subject)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        var stored = await new PositionService.PositionServiceClient(_geolocation.As($"partner.{nation}")).ReportPositionsAsync(new()
        {
            Reports = { new PositionReport { Subject = subject, Location = new() { Latitude = 35.89, Longitude = -5.5 }, EventTime = Now } },
        });
        Assert.Equal(1, stored.StoredCount);
    }

    private async Task<string?> NextSubjectAsync() => (await _receiver.NextAsync()).Event.GetProperty("subject").GetString();

    private sealed class GeolocationApp(TimeProvider clock) : ServiceApp<geolocation::Program>(clock)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Identity:MayActForPartners:0", "service:partners");
        }
    }
}
