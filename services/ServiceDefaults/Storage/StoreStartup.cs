using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>Looks at the store before anything opens.</summary>
public static class StoreStartup
{
    /// <summary>Runs the service, unless its store is damaged: then that is one line on standard error, and the exit code is 1.</summary>
    public static void RunOnWholeStore(this WebApplication app)
    {
        if (app.Services.GetService<SqliteFile>()?.FindDamage() is { } damage)
        {
            Console.Error.WriteLine($"The service does not start: {damage}");
            Environment.ExitCode = 1;
            return;
        }

        app.Run();
    }
}
