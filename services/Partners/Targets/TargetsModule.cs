using System.Net;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Sealing;
using TaskForce.Partners.Webhooks;

namespace TaskForce.Partners.Targets;

internal static class TargetsModule
{
    public static void AddTargets(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TargetOptions>().Bind(builder.Configuration.GetSection("Webhooks:Targets")).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TargetOptions>, TargetOptionsValidator>();
        builder.Services.AddSingleton<ResolveHost>((host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation));
        builder.Services.AddSingleton<TargetGuard>();
        builder.Services.AddSingleton(services => new Target(
            Client(services.GetRequiredService<TargetGuard>()), services.GetRequiredService<SecretKeys>(), services.GetRequiredService<IOptions<WebhookOptions>>(), services.GetRequiredService<TimeProvider>()));
    }

    // No proxy: it would look up the name by itself. The other limits keep an answer from costing more than a delivery.
    private static HttpClient Client(TargetGuard guard) => new(new SocketsHttpHandler
    {
        ConnectCallback = guard.ConnectAsync,
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxResponseHeadersLength = Target.MostAnswerBytes / 1024,
        MaxResponseDrainSize = Target.MostAnswerBytes,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
