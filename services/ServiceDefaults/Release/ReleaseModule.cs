using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>Adds release rules to a service.</summary>
public static class ReleaseModule
{
    /// <summary>Adds the rules of a service with a journal, and has every answer pass them.</summary>
    /// <param name="builder">The service; its store must map the rules: <see cref="ReleaseRuleStore.MapRelease"/>.</param>
    /// <param name="records">The records that rules are about.</param>
    public static void AddRelease<TDb>(this IHostApplicationBuilder builder, ReleasedRecords<TDb> records) where TDb : ServiceDb
    {
        var services = builder.Services;
        services.AddOptions<ReleaseOptions>().Bind(builder.Configuration.GetSection("Release")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReleaseOptions>, ReleaseOptionsValidator>();
        builder.AddReleaseView();
        services.AddSingleton(all => new ReleaseDesk<TDb>(
            all.GetRequiredService<Journal<TDb>>(), all.GetRequiredService<Watch<TDb>>(), all.GetRequiredService<ReleaseBook>(), all.GetRequiredService<TimeProvider>()));
        services.AddSingleton(all => new ReleaseAdvice<TDb>(
            all.GetRequiredService<Journal<TDb>>(), all.GetRequiredService<ReleaseBook>(), records, all.GetRequiredService<TimeProvider>()));
        services.AddLogMirror<TDb>([ReleaseRuleStore.Topic], LoadAsync, Take);
        services.AddHostedService(all => new ReleaseSeeder<TDb>(
            all.GetRequiredService<Journal<TDb>>(), all.GetRequiredService<ReleaseBook>(), all.GetRequiredService<IOptions<ReleaseOptions>>(), all.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Adds the rules of another service to one that keeps none, and has every answer pass them. Until they were read once nothing is released.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="source">How the other one is asked.</param>
    public static void AddReleaseMirror(this IHostApplicationBuilder builder, Func<IServiceProvider, ReleaseSource> source)
    {
        builder.AddReleaseView();
        builder.Services.AddSingleton(all => ActivatorUtilities.CreateInstance<ReleaseMirror>(all, source(all)));
        builder.Services.AddHostedService(all => all.GetRequiredService<ReleaseMirror>());
    }

    /// <summary>What the caller of a call may see.</summary>
    public static View GetView(this ServerCallContext context) =>
        context.GetHttpContext().RequestServices.GetRequiredService<ReleaseBook>().ViewOf(context.GetCaller());

    /// <summary>What somebody else than the caller may see: whoever gets it in the end.</summary>
    public static View GetViewOf(this ServerCallContext context, Caller reader) => context.GetHttpContext().RequestServices.GetRequiredService<ReleaseBook>().ViewOf(reader);

    /// <summary>The same, but of a service that asks for somebody what that person may see: for words that it passes on.</summary>
    public static View GetViewOfAsker(this ServerCallContext context)
    {
        var (http, caller) = (context.GetHttpContext(), context.GetCaller());
        return http.RequestServices.GetRequiredService<ReleaseBook>().ViewOf(
            caller.Is(Role.Service) && OnBehalf.Of(http.Request, caller) is { } person ? new(person.Subject, person.Nation, person.Roles, "") { Purpose = caller.Purpose } : caller);
    }

    private static void AddReleaseView(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JointWork>();
        builder.Services.AddSingleton<ReleaseBook>();
        // The last one, so that whatever else looks at an answer sees what the caller will.
        builder.Services.Configure<GrpcServiceOptions>(options => options.Interceptors.Add<ReleaseInterceptor>());
    }

    private static async Task LoadAsync(IServiceProvider services, ServiceDb db, CancellationToken cancellation)
    {
        var book = services.GetRequiredService<ReleaseBook>();
        foreach (var row in await db.ReleaseRules().AsNoTracking().ToListAsync(cancellation))
        {
            book.Set(row.Value, row.Version);
        }
    }

    private static void Take(IServiceProvider services, EventRow row)
    {
        var (rule, version) = ReleaseRuleEvent.Parser.ParseFrom(row.Payload).ReleaseRule.ToDomain();
        services.GetRequiredService<ReleaseBook>().Set(rule, version);
    }
}
