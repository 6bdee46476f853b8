using System.Net;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TaskForce.Geolocation.V1;
using TaskForce.Partners.Targets;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Partners.Tests;

/// <summary>The real service for partners in process, beside a tasking service that the test plays.</summary>
internal sealed class PartnersApp(
    TestStore store, FakeTasking tasking, TimeProvider? clock = null, ResolveHost? resolve = null, CallInvoker? geolocation = null, CallInvoker? missions = null, params (string Key, string Value)[] settings)
    : ServiceApp<Program>(clock, store: store)
{
    private readonly WebApplication _tasking = Play(tasking);

    public V1.WebhookService.WebhookServiceClient Webhooks(string profile = "partner.de") => new(As(profile));

    public static V1.Webhook To(string target, params string[] types) => new() { DisplayName = "Ours", Target = target, Filter = new() { Types_ = { types.Length > 0 ? types : ["hotspots"] } } };

    public static async Task<RpcException> Refused<T>(StatusCode code, string reason, AsyncUnaryCall<T> call)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal((code, reason), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason));
        return refusal;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        if (!settings.Any(setting => setting.Key.StartsWith("Webhooks:SecretKeys", StringComparison.Ordinal)))
        {
            // Replicas do not share this directory, and do share the key.
            var file = Path.Combine(DataDirectory, "test.key");
            File.WriteAllText(file, Convert.ToBase64String(new byte[32]));
            builder.UseSetting("Webhooks:SecretKeys:test", file);
        }

        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            // What is under way at the end must not be cut off where other tests have the processor.
            services.Configure<HostOptions>(options => options.ShutdownTimeout = Patience.Limit);
            services.AddSingleton(new HotspotService.HotspotServiceClient(Channel(_tasking)));
            services.AddSingleton(new PositionService.PositionServiceClient(geolocation ?? Channel(_tasking)));
            services.AddSingleton(new MissionService.MissionServiceClient(missions ?? Channel(_tasking)));
            services.AddSingleton(new AlertService.AlertServiceClient(missions ?? Channel(_tasking)));
            if (resolve is not null)
            {
                services.AddSingleton(resolve);
            }
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _tasking.DisposeAsync();
    }

    private static CallInvoker Channel(WebApplication app) => GrpcChannel.ForAddress("http://tasking", new() { HttpHandler = app.GetTestServer().CreateHandler() }).CreateCallInvoker();

    private static WebApplication Play(FakeTasking tasking)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(tasking);
        var app = builder.Build();
        app.MapGrpcService<FakeTasking>();
        app.StartAsync().GetAwaiter().GetResult();
        return app;
    }
}
