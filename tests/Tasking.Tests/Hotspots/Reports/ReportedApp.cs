using Dapr.AppCallback.Autogen.Grpc.v1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Testing;
using TaskForce.Testing.Sidecars;
using Answer = Dapr.AppCallback.Autogen.Grpc.v1.TopicEventResponse.Types.TopicEventResponseStatus;

namespace TaskForce.Tasking.Tests.Hotspots.Reports;

/// <summary>Tasking on ports of its own, one of them for the sidecar.</summary>
internal sealed class ReportedApp : TaskingApp
{
    public const string Source = "/feeds/coastguard";

    private readonly int _port = Ports.Take(1)[0];

    private readonly TestSidecar _sidecar;

    /// <param name="store">Where the data is.</param>
    /// <param name="sidecar">Started.</param>
    public ReportedApp(TestStore store, TestSidecar sidecar) : base(store)
    {
        _sidecar = sidecar;
        UseKestrel();
        StartServer();
        Grpc = Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).First(address => address.Port != _port);
    }

    /// <summary>The sidecar's door.</summary>
    public Uri Door => new($"http://127.0.0.1:{_port}");

    /// <summary>The door of everybody else.</summary>
    public Uri Grpc { get; }

    public static TopicEventRequest Report(string id, string? source = Source, string? data = null) => new()
    {
        Id = id,
        Source = source,
        Type = "com.example.sighting",
        SpecVersion = "1.0",
        DataContentType = "application/json",
        PubsubName = "intake",
        Topic = "taskforce.hotspots.reported",
        Data = ByteString.CopyFromUtf8(data ?? $$$"""
            {"hotspot":{"kind":"SMUGGLING","severity":"HIGH","hostNation":"MA","description":"{{{id}}}",
            "place":{"displayName":"Tanger Med Port","location":{"latitude":35.89,"longitude":-5.5}}
            }}
            """),
    };

    public Task<Answer> DeliverAsync(TopicEventRequest change) => TestSidecar.DeliverAsync(Door, change);

    /// <summary>Calls by the usual door.</summary>
    public CallInvoker Call(string profile)
    {
        var token = TestIdentity.Token(profile);
        return GrpcChannel.ForAddress(Grpc, new()
        {
            Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor((_, headers) =>
            {
                headers.Add("authorization", $"Bearer {token}");
                return Task.CompletedTask;
            })),
            UnsafeUseInsecureChannelCallCredentials = true,
        }).CreateCallInvoker();
    }

    public async Task<List<V1.Hotspot>> HotspotsAsync() =>
        [.. (await new V1.HotspotService.HotspotServiceClient(Call("dispatcher.de")).ListHotspotsAsync(new() { PageSize = 1000 })).Hotspots];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        (string Key, string? Value)[] settings =
        [
            .. _sidecar.Settings.Select(each => (each.Key, each.Value)),
            ("Kestrel:Endpoints:Grpc:Url", "http://127.0.0.1:0"), ("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0"),
            // What is published is another test's.
            ("Relay:IsOn", "false"), ("Intake:AppPort", $"{_port}"),
            ("Intake:Sources:coastguard:Source", Source), ("Intake:Sources:coastguard:Subject", "partner.de"),
            ("Intake:Sources:coastguard:Nation", "DE"), ("Intake:Sources:coastguard:Issuer", "demo"),
        ];
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }
}
