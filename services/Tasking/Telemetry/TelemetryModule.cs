namespace TaskForce.Tasking.Telemetry;

internal static class TelemetryModule
{
    public static void AddTaskingTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TaskingMetrics>();
        builder.Services.AddHostedService<TaskingSurvey>();
    }
}
