using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Health;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Maintenance;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Adds a service's store.</summary>
public static class JournalModule
{
    /// <summary>
    /// Adds the store of a service, brought to the newest schema before the service answers: the file <c>{Data:Directory}/{name}.db</c>, or
    /// the PostgreSQL database of <c>Data:Connection</c>.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The name of the file, and of the database if the connection does not name one.</param>
    /// <param name="sqlite">Makes a context whose migrations are SQLite's.</param>
    /// <param name="postgres">Makes a context whose migrations are PostgreSQL's.</param>
    public static void AddJournal<TDb>(
        this IHostApplicationBuilder builder, string name, Func<DbContextOptions, TDb> sqlite, Func<DbContextOptions, TDb> postgres)
        where TDb : ServiceDb
    {
        var section = builder.Configuration.GetSection("Data");
        builder.Services.AddOptions<StoreOptions>().Bind(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<StoreOptions>, StoreOptionsValidator>();
        builder.Services.AddOptions<LogOptions>().Bind(builder.Configuration.GetSection("Log")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<LogOptions>, LogOptionsValidator>();
        builder.AddHealth();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddSingleton<StoreCondition>();
        builder.Services.AddSingleton<StoreMetrics>();
        builder.Services.AddSingleton<GroupWriter<TDb>>();
        builder.Services.AddSingleton(services => new Journal<TDb>(
            services.GetRequiredService<IStore<TDb>>(), services.GetRequiredService<GroupWriter<TDb>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new Watch<TDb>(
            services.GetRequiredService<Journal<TDb>>(), services.GetRequiredService<EventFeed>(), services.GetRequiredService<Rotation>()));
        builder.Services.AddSingleton<AnswerSweeper<TDb>>();
        builder.Services.AddSingleton<LogKeeper<TDb>>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GroupWriter<TDb>>());
        if (section.Get<StoreOptions>() is { UsesPostgres: true })
        {
            builder.Services.AddPostgres(name, postgres);
            builder.Services.AddStoreTasks(postgres);
        }
        else
        {
            builder.Services.AddSqlite(name, sqlite);
            builder.Services.AddStoreTasks(sqlite);
        }

        builder.Services.AddHostedService(services => services.GetRequiredService<AnswerSweeper<TDb>>());
        builder.Services.AddHostedService(services => services.GetRequiredService<LogKeeper<TDb>>());
        builder.Services.AddSingleton<StoreProbeParts<TDb>>();
        builder.Services.AddSingleton<StoreProbe<TDb>>();
        builder.Services.AddSingleton<IHealthSource>(services => services.GetRequiredService<StoreProbe<TDb>>());
        builder.Services.AddHostedService(services => services.GetRequiredService<StoreProbe<TDb>>());
        builder.AddAudit<TDb>();
        builder.Services.AddHealthChecks().AddCheck<StoreHealthCheck<TDb>>("store");
    }

    private static void AddStoreTasks<TDb>(this IServiceCollection services, Func<DbContextOptions, TDb> create) where TDb : ServiceDb =>
        services.AddSingleton<IStoreTasks>(all => new StoreTasks<TDb>(
            all.GetRequiredService<IStore<TDb>>(), create, all.GetRequiredService<IOptions<StoreOptions>>(), all.GetService<SqliteFile>()));

    private static void AddSqlite<TDb>(this IServiceCollection services, string name, Func<DbContextOptions, TDb> create) where TDb : ServiceDb
    {
        services.AddSingleton(all => new SqliteFile(Path.Combine(all.GetRequiredService<IOptions<StoreOptions>>().Value.Directory, name + ".db")));
        services.AddSingleton<IStore<TDb>>(all => new SqliteStore<TDb>(
            all.GetRequiredService<SqliteFile>().Path, create, all.GetRequiredService<EventFeed>(), all.GetRequiredService<StoreCondition>()));
    }

    private static void AddPostgres<TDb>(this IServiceCollection services, string name, Func<DbContextOptions, TDb> create) where TDb : ServiceDb
    {
        services.AddSingleton(all => new PostgresStore<TDb>(
            StoreOptionsValidator.ConnectionOf(all.GetRequiredService<IOptions<StoreOptions>>().Value), name, create));
        services.AddSingleton<IStore<TDb>>(all => all.GetRequiredService<PostgresStore<TDb>>());
        services.AddSingleton<ICatchUp, LogFollower<TDb>>();
        services.AddSingleton<ICatchUp, AuditFollower>();
        services.AddHostedService<ChangeListener<TDb>>();
    }
}
