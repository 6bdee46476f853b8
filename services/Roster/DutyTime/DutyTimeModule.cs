using Microsoft.Extensions.Options;

namespace TaskForce.Roster.DutyTime;

internal static class DutyTimeModule
{
    public static void AddDutyTime(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<DutyTimeOptions>, DutyTimeOptionsValidator>();
        builder.Services.AddOptions<DutyTimeOptions>().Bind(builder.Configuration.GetSection("DutyTime")).ValidateOnStart();
        builder.Services.AddSingleton<DutyTimes>();
    }
}
