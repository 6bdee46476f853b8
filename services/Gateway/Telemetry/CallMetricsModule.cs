namespace TaskForce.Gateway.Telemetry;

internal static class CallMetricsModule
{
    public static void AddCallMetrics(this WebApplicationBuilder builder) => builder.Services.AddSingleton<CallMetrics>();

    /// <summary>Counts what comes of calls; comes right before what passes them on.</summary>
    public static void UseCallMetrics(this WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<CallMetrics>();
        app.Use((context, next) => context.GetEndpoint() is null ? next(context) : metrics.CountAsync(context, next));
    }
}
