using Microsoft.Extensions.Options;

namespace TaskForce.Tasking.Mandates;

internal static class MandatesModule
{
    public static void AddMandates(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<MandateOptions>, MandateOptionsValidator>();
        builder.Services.AddOptions<MandateOptions>().Bind(builder.Configuration).ValidateOnStart();
        builder.Services.AddSingleton<MandateBook>();
    }

    public static void MapMandates(this IEndpointRouteBuilder routes) => routes.MapGrpcService<MandateService>();
}
