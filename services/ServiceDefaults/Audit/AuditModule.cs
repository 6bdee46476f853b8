using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.ServiceDefaults.Audit;

internal static class AuditModule
{
    /// <summary>Adds the audit log of a service with a journal.</summary>
    public static void AddAudit<TDb>(this IHostApplicationBuilder builder) where TDb : ServiceDb
    {
        builder.Services.AddOptions<AuditOptions>().Bind(builder.Configuration.GetSection("Audit")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        builder.Services.AddSingleton<AuditKeys>();
        builder.Services.AddSingleton(services => new AuditReader<TDb>(
            services.GetRequiredService<Journal<TDb>>(), services.GetRequiredService<EventFeed>(), services.GetRequiredService<AuditKeys>(),
            services.GetRequiredService<AuditRecorder>(), services.GetRequiredService<Rotation>()));
        builder.Services.AddSingleton(services => new AuditEraser<TDb>(services.GetRequiredService<Journal<TDb>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services => new CheckpointSigner<TDb>(
            services.GetRequiredService<Journal<TDb>>(), services.GetRequiredService<AuditKeys>(), services.GetRequiredService<IOptions<AuditOptions>>(),
            services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<AuditKeeper<TDb>>();
        builder.Services.AddSingleton(services => new AuditRecorder(
            drafts => services.GetRequiredService<Journal<TDb>>().ChangeAsync(db =>
            {
                db.Audit(drafts);
                return Task.FromResult(drafts.Count);
            }, CancellationToken.None),
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<AuditRecorder>>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditRecorder>());
        builder.Services.AddHostedService(services => services.GetRequiredService<CheckpointSigner<TDb>>());
        builder.Services.AddHostedService(services => services.GetRequiredService<AuditKeeper<TDb>>());
    }
}
