using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Adds a service's store.</summary>
public static class JournalModule
{
    /// <summary>Adds the store of a service: <c>{Data:Directory}/{name}.db</c>, brought to the newest schema before the service answers.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="create">Makes a context.</param>
    public static void AddJournal<TDb>(this IHostApplicationBuilder builder, string name, Func<DbContextOptions<TDb>, TDb> create)
        where TDb : ServiceDb
    {
        builder.Services.AddOptions<StoreOptions>().Bind(builder.Configuration.GetSection("Data"))
            .Validate(options => options.Directory.Length > 0, "Data:Directory must not be empty.")
            .Validate(options => options.MaxGroup > 0, "Data:MaxGroup must be at least 1.")
            .Validate(options => options.MaxWaiting > 0, "Data:MaxWaiting must be at least 1.")
            .ValidateOnStart();
        builder.Services.AddSingleton<EventFeed>();
        builder.Services.AddSingleton(services => new SqliteStore<TDb>(
            Path.Combine(services.GetRequiredService<IOptions<StoreOptions>>().Value.Directory, name + ".db"), create));
        builder.Services.AddSingleton<GroupWriter<TDb>>();
        builder.Services.AddSingleton(services => new Journal<TDb>(
            services.GetRequiredService<SqliteStore<TDb>>(), services.GetRequiredService<GroupWriter<TDb>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new Watch<TDb>(
            services.GetRequiredService<Journal<TDb>>(), services.GetRequiredService<EventFeed>(), services.GetRequiredService<IHostApplicationLifetime>()));
        builder.Services.AddSingleton<AnswerSweeper<TDb>>();
        builder.Services.AddHostedService(services => services.GetRequiredService<GroupWriter<TDb>>());
        builder.Services.AddHostedService(services => services.GetRequiredService<AnswerSweeper<TDb>>());
        builder.Services.AddHealthChecks().AddCheck<StoreHealthCheck<TDb>>("store");
    }
}
