using Dapr.Client;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Sidecar;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Relay;

/// <summary>Adds the relay of a service's events.</summary>
public static class RelayModule
{
    /// <summary>Publishes the events of a service's log through its Dapr sidecar; without one, does nothing.</summary>
    /// <param name="builder">The service; its store must map the relay's tables: <see cref="RelayTables.MapRelay"/>.</param>
    /// <param name="service">Its name, <c>tasking</c>.</param>
    /// <param name="feeds">The topics of its log, or their first segments, and by which watches people read them.</param>
    public static void AddRelay<TDb>(this IHostApplicationBuilder builder, string service, IReadOnlyCollection<(string Feed, string Watch)> feeds) where TDb : ServiceDb
    {
        var section = builder.Configuration.GetSection("Relay");
        builder.Services.AddOptions<RelayOptions>().Bind(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RelayOptions>, RelayOptionsValidator>();
        builder.Services.AddSingleton<IParkedDesk>(all => new ParkedDesk<TDb>(all.GetRequiredService<Journal<TDb>>(), all.GetService<RelayBatches<TDb>>()));
        if (section.Get<RelayOptions>() is { IsOn: false } || DaprSidecar.Find(builder.Configuration) is null)
        {
            return;
        }

        builder.AddSidecarClient();
        Add<TDb>(builder.Services, service, feeds);
    }

    // Apart, so that nothing of Dapr's is loaded where there is no sidecar.
    private static void Add<TDb>(IServiceCollection services, string service, IReadOnlyCollection<(string Feed, string Watch)> feeds) where TDb : ServiceDb
    {
        services.TryAddSingleton<ReleaseContract>();
        services.AddSingleton<RelayMetrics>();
        services.AddSingleton(new LogHold<TDb>(async (db, cancellation) =>
            await db.Set<RelayRow>().Select(row => (long?)row.Sequence).FirstOrDefaultAsync(cancellation) ?? 0));
        services.AddSingleton<IHealthSource, RelayHealth>();
        services.AddSingleton<RelayStore<TDb>>();
        services.AddSingleton<RelayLease<TDb>>();
        services.AddSingleton<RelayParking<TDb>>();
        services.AddSingleton(all => new RelayBatches<TDb>(
            feeds.ToDictionary(feed => feed.Feed, feed => new RelayFeed(service, feed.Feed, feed.Watch, all.GetRequiredService<ReleaseContract>())),
            NewOutbox(all, service), all.GetRequiredService<RelayParking<TDb>>(), all.GetRequiredService<IOptions<RelayOptions>>()));
        services.AddSingleton<RelayParts<TDb>>();
        services.AddHostedService<EventRelay<TDb>>();
    }

    private static Outbox NewOutbox(IServiceProvider all, string service)
    {
        var options = all.GetRequiredService<IOptions<RelayOptions>>();
        return new(
            all.GetRequiredService<DaprClient>(), options.Value.Topic.Length > 0 ? options.Value.Topic : $"taskforce.{service}", options,
            all.GetRequiredService<RelayMetrics>(), all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<Outbox>>());
    }
}
