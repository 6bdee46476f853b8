using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TaskForce.Tasking.V1;

namespace TaskForce.Gateway.Tests.Upstreams;

/// <summary>One of several processes of tasking, which counts the calls that it gets.</summary>
internal sealed class HotspotReplica : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _calls;

    private HotspotReplica(IPAddress address, int http, int grpc)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address, http, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(address, grpc, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc().AddJsonTranscoding();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.UseGrpcWeb(new() { DefaultEnabled = true });
        _app.MapGrpcService<Hotspots>();
    }

    public int Calls => _calls;

    public static async Task<HotspotReplica> StartAsync(string address, int http, int grpc)
    {
        var replica = new HotspotReplica(IPAddress.Parse(address), http, grpc);
        await replica._app.StartAsync();
        return replica;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Hotspots(HotspotReplica replica) : HotspotService.HotspotServiceBase
    {
        public override Task<Hotspot> GetHotspot(GetHotspotRequest request, ServerCallContext context)
        {
            Interlocked.Increment(ref replica._calls);
            return Task.FromResult(new Hotspot { Name = request.Name });
        }
    }
}
