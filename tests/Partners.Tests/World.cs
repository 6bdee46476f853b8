using Microsoft.Extensions.Time.Testing;
using TaskForce.Partners.Targets;
using TaskForce.Testing;

namespace TaskForce.Partners.Tests;

/// <summary>A partner with a server, the service, and hotspots that change.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TestStore _store;
    private readonly ResolveHost? _resolve;
    private readonly (string Key, string Value)[] _settings;
    private bool _isOver;

    private World(TestStore store, ResolveHost? resolve, (string Key, string Value)[] settings)
    {
        (_store, _resolve, _settings) = (store, resolve, settings);
        App = Open();
    }

    public FakeTimeProvider Clock { get; } = new(new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero));

    public FakeTasking Tasking { get; } = new();

    public Receiver Receiver { get; } = new();

    public PartnersApp App { get; private set; }

    public V1.WebhookService.WebhookServiceClient Webhooks => App.Webhooks();

    public static async Task<World> StartAsync(TestStore store, ResolveHost? resolve = null, params (string Key, string Value)[] settings)
    {
        var world = new World(store, resolve, settings);
        await world.Receiver.StartAsync();
        return world;
    }

    /// <summary>Makes a webhook to the receiver.</summary>
    public async Task<V1.Webhook> SubscribeAsync(params string[] types) => await Webhooks.CreateWebhookAsync(new() { Webhook = PartnersApp.To(Receiver.Url, types) });

    /// <summary>Waits until a webhook's progress is as it must be.</summary>
    public async Task<V1.Webhook> UntilAsync(V1.Webhook webhook, Func<V1.Webhook, bool> isRight) =>
        await Patience.UntilAsync(async () => await Webhooks.GetWebhookAsync(new() { Name = webhook.Name }), isRight);

    /// <summary>Lets time pass until the next attempt of each event that failed is due.</summary>
    public void PassTime() => Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));

    /// <summary>The process ends in the middle of whatever it does, and another begins with what is on disk.</summary>
    public async Task RestartAsync()
    {
        await App.DisposeAsync();
        App = Open();
        _ = App.Services;
    }

    /// <summary>The process ends.</summary>
    public async Task StopAsync()
    {
        _isOver = true;
        await App.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_isOver ? Task.CompletedTask : StopAsync());
        await Receiver.DisposeAsync();
    }

    private PartnersApp Open() => new(_store, Tasking, Clock, _resolve, settings: _settings);
}
