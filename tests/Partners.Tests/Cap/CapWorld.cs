extern alias tasking;

using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Geolocation.V1;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Partners.Tests.Cap;

/// <summary>The real service for partners beside the real tasking service, and partners that send and ask for alerts.</summary>
internal sealed class CapWorld : IAsyncDisposable
{
    public static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";

    private static readonly Lazy<XmlSchemaSet> Schemas = new(() =>
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        using var reader = XmlReader.Create(Environment.GetEnvironmentVariable("TASKFORCE_CAP_SCHEMA") ?? Path.Combine(AppContext.BaseDirectory, "Cap", "cap-1.2.xsd"));
        schemas.Add(Cap.NamespaceName, reader);
        return schemas;
    });

    private readonly TestStore _store = new SqliteTestStore();
    private readonly LostAnswers _answers = new();
    private readonly TaskingApp _tasking;
    private readonly App _app;

    public CapWorld(params (string Key, string Value)[] settings)
    {
        _tasking = new(Clock);
        _app = new(_store, Clock, _tasking.As("service:partners").Intercept(_answers), settings);
    }

    public FakeTimeProvider Clock { get; } = new(new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero));

    /// <summary>Whether tasking does what it is asked and nobody hears of it, as after a crash.</summary>
    public bool LosesAnswers
    {
        set => _answers.AreLost = value;
    }

    /// <summary>What happens before tasking is asked something, by the name of the method.</summary>
    public Func<string, Task>? Before
    {
        set => _answers.Before = value;
    }

    /// <summary>What happens after tasking has done something, and before that is heard.</summary>
    public Func<string, Task>? After
    {
        set => _answers.After = value;
    }

    public CallInvoker As(string profile) => _app.As(profile);

    public HotspotService.HotspotServiceClient Hotspots(string profile = "dispatcher.ma") => new(_tasking.As(profile));

    public MissionService.MissionServiceClient Missions => new(_tasking.As("dispatcher.ma"));

    public V1.CapService.CapServiceClient Alerts(string profile = "partner.ma") => new(_app.As(profile));

    public AsyncUnaryCall<V1.ReceiveCapAlertResponse> Send(string xml, string profile = "partner.ma") =>
        Alerts(profile).ReceiveCapAlertAsync(new() { Document = new() { ContentType = "application/cap+xml", Data = ByteString.CopyFromUtf8(xml) } });

    /// <summary>The hotspots there are, as a centre sees them.</summary>
    public async Task<IReadOnlyList<Hotspot>> ListAsync() => (await Hotspots().ListHotspotsAsync(new())).Hotspots;

    /// <summary>The alert of a hotspot, held against the schema.</summary>
    public async Task<XElement> ExportAsync(string hotspot, string profile = "partner.ma")
    {
        var body = await Alerts(profile).ExportCapAlertAsync(new() { Name = hotspot });
        Assert.Equal("application/cap+xml", body.ContentType);
        var document = XDocument.Load(new MemoryStream(body.Data.ToByteArray()));
        document.Validate(Schemas.Value, (_, fault) => Assert.Fail(fault.Message));
        return document.Root!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _tasking.DisposeAsync();
        _store.Dispose();
    }

    private sealed class LostAnswers : Interceptor
    {
        public volatile bool AreLost;
        public volatile Func<string, Task>? Before;
        public volatile Func<string, Task>? After;

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            return new(AskAsync(context.Method.Name, () => continuation(request, context)), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
        }

        private async Task<T> AskAsync<T>(string method, Func<AsyncUnaryCall<T>> ask)
        {
            await (Before?.Invoke(method) ?? Task.CompletedTask);
            var known = await ask();
            await (After?.Invoke(method) ?? Task.CompletedTask);
            return AreLost ? throw new RpcException(new(StatusCode.Unavailable, "The connection broke off.")) : known;
        }
    }

    private sealed class TaskingApp(TimeProvider clock) : ServiceApp<tasking::Program>(clock)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Identity:MayActForPartners:0", "service:partners");
        }
    }

    private sealed class App(TestStore store, TimeProvider clock, CallInvoker tasking, (string Key, string Value)[] settings) : ServiceApp<Program>(clock, store: store)
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton(new HotspotService.HotspotServiceClient(tasking));
                services.AddSingleton(new PositionService.PositionServiceClient(tasking));
            });
        }
    }
}
