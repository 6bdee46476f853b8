extern alias geolocation;

using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.TakBridge.Tests.Authority;

/// <summary>What the bridge may at a real service: what the device may that it speaks for, and nothing else.</summary>
public sealed class ActingForDeviceTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly GeolocationApp _geolocation = new(new FakeTimeProvider(Now));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _geolocation.DisposeAsync();

    [Fact]
    public async Task Report_OfTheDevicesOwnMember_IsTaken_AndOfAnyOtherNot()
    {
        var answer = await Positions("service:takbridge", BridgeApp.Acting).ReportPositionsAsync(new() { Reports = { Report(BridgeApp.Member), Report("members/de-adler-01"), Report("assets/de-boat") } });

        Assert.Equal(1, answer.StoredCount);
        Assert.Equal([Code.NotYours, Code.NotYours], answer.Outcomes.Select(outcome => outcome.Code));
    }

    [Fact]
    public async Task Watch_TellsTheDevicesMember_AndNobodyElseOfItsNation()
    {
        await Positions("partner.de").ReportPositionsAsync(new() { Reports = { Report("assets/de-boat") } });
        await Positions("service:takbridge", BridgeApp.Acting).ReportPositionsAsync(new() { Reports = { Report(BridgeApp.Member) } });

        using var watch = Positions("service:takbridge", BridgeApp.Acting).WatchPositions(new());

        Assert.True(await watch.ResponseStream.MoveNext(default).SoonAsync());
        Assert.Equal($"positions/{BridgeApp.Member}", watch.ResponseStream.Current.Position.Name);
        Assert.True(await watch.ResponseStream.MoveNext(default).SoonAsync());
        Assert.Equal(PositionEvent.Types.Type.Heartbeat, watch.ResponseStream.Current.Type);
    }

    [Fact]
    public async Task WhatACommanderOrAServiceMay_IsRefused()
    {
        var geofences = new GeofenceService.GeofenceServiceClient(With("service:takbridge", BridgeApp.Acting));
        var disclosures = new DisclosureService.DisclosureServiceClient(With("service:takbridge", BridgeApp.Acting));

        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", geofences.ListGeofencesAsync(new()));
        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", disclosures.ListDisclosuresAsync(new()));
        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", disclosures.CreateDisclosureAsync(new()));
        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", Positions("service:takbridge", BridgeApp.Acting).GetPositionAsync(new() { Name = $"positions/{BridgeApp.Member}" }));
    }

    [Theory]
    [InlineData("service:takbridge", null)]
    [InlineData("service:takbridge", "")]
    [InlineData("service:takbridge", "DE commanders/de-chief devices/kxq7m2vnpd")]
    [InlineData("service:takbridge", "DE members/de-falke-07")]
    [InlineData("service:takbridge", "Germany members/de-falke-07 devices/kxq7m2vnpd")]
    [InlineData("service:takbridge", "DE members/de-falke-07 devices/kxq7m2vnpd commander")]
    [InlineData("service:takbridge", "DE members/de-falke-07 devices/kxq7m2vnpd\tcommander")]
    [InlineData("service:roster", BridgeApp.Acting)]
    [InlineData("service:partners", BridgeApp.Acting)]
    [InlineData("commander.de", BridgeApp.Acting)]
    [InlineData("field:de-falke-07", BridgeApp.Acting)]
    public async Task Acting_ByWhoeverMayNot_OrInNoKnownForm_IsRefused(string profile, string? header) => await Refused(
        StatusCode.Unauthenticated, "ACTING_REFUSED", Positions(profile, header).ReportPositionsAsync(new() { Reports = { Report(BridgeApp.Member) } }));

    [Theory]
    [InlineData("service:takbridge")]
    [InlineData("service:partners")]
    public async Task Acting_ForAPartnerAndADeviceAtOnce_IsRefused(string profile)
    {
        var both = With(profile, BridgeApp.Acting).Intercept(metadata =>
        {
            metadata.Add("x-taskforce-acting-for", "DE commander.de partner.de demo");
            return metadata;
        });

        await Refused(StatusCode.Unauthenticated, "ACTING_REFUSED", new PositionService.PositionServiceClient(both).ReportPositionsAsync(new() { Reports = { Report(BridgeApp.Member) } }));
    }

    private static PositionReport Report(string subject) => new() { Subject = subject, Location = new() { Latitude = 35.89, Longitude = -5.5 }, EventTime = Now.ToTimestamp() };

    private PositionService.PositionServiceClient Positions(string profile, string? acting = null) => new(With(profile, acting));

    private CallInvoker With(string profile, string? acting) => acting is null ? _geolocation.As(profile) : _geolocation.As(profile).Intercept(metadata =>
    {
        metadata.Add("x-taskforce-acting-for-device", acting);
        return metadata;
    });

    private static async Task Refused<T>(StatusCode code, string reason, AsyncUnaryCall<T> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal((code, reason), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
    }

    private sealed class GeolocationApp(TimeProvider clock) : ServiceApp<geolocation::Program>(clock)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Identity:MayActForPartners:0", "service:partners");
            builder.UseSetting("Identity:MayActForDevices:0", "service:takbridge");
        }
    }
}
