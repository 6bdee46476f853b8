using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Sidecar;

namespace TaskForce.Tasking.Hotspots.Reports;

internal static class ReportsModule
{
    public static void AddReports(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Intake");
        builder.Services.AddOptions<IntakeOptions>().Bind(section)
            .Configure<IConfiguration>((options, configuration) => options.Token = configuration["APP_API_TOKEN"] ?? "").ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<IntakeOptions>, IntakeOptionsValidator>();
        if (section.GetValue<int>(nameof(IntakeOptions.AppPort)) is > 0 and <= ushort.MaxValue and var port)
        {
            builder.AddSidecarClient();
            builder.AddSidecarDoor(port);
            Add(builder.Services);
        }
    }

    public static void MapReports(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<IntakeOptions>>().Value.AppPort is > 0 and var port)
        {
            Map(app, port);
        }
    }

    private static void Add(IServiceCollection services) => services.AddSingleton<ReportParking>().AddSingleton<ReportedHotspots>();

    // Apart, so that nothing of Dapr's is loaded where there is no sidecar.
    private static void Map(WebApplication app, int port)
    {
        app.UseSidecarDoor(port);
        app.MapGrpcService<HotspotIntake>();
    }
}
