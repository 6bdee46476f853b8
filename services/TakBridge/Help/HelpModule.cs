using TaskForce.TakBridge.Connections;

namespace TaskForce.TakBridge.Help;

internal static class HelpModule
{
    public static void AddHelp(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<HelpDesk>();
        builder.Services.AddScoped<IHearer, Emergencies>();
    }
}
