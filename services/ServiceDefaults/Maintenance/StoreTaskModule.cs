using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace TaskForce.ServiceDefaults.Maintenance;

/// <summary>Lets a service's program do something with its store instead of serving: as a job before a roll-out, or for <c>taskforce admin</c>.</summary>
public static class StoreTaskModule
{
    /// <summary>
    /// With <c>Data:Task</c> does that task, says on standard output what came of it, and sets the exit code: 1 if something is wrong. Comes right after the journal was added, so that
    /// nothing but the section <c>Data</c> must be set.
    /// </summary>
    /// <returns>Whether there was a task; then the program is to end.</returns>
    public static async Task<bool> DoesStoreTaskAsync(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["Data:Task"] is not { Length: > 0 } task)
        {
            return false;
        }

        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        Environment.ExitCode = await app.Services.GetRequiredService<IStoreTasks>().DoAsync(task, Console.Out, CancellationToken.None) ? 0 : 1;
        return true;
    }
}
