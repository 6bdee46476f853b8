using Microsoft.Extensions.Options;

namespace TaskForce.Partners.Sealing;

internal static class SealingModule
{
    private const string DevelopmentKey = "development";

    /// <summary>Adds the keys of secrets. Where no key is configured development makes one in its data directory at the first start; nobody else does.</summary>
    public static void AddSealing(this WebApplicationBuilder builder)
    {
        var isDevelopment = builder.Environment.IsDevelopment();
        builder.Services.AddSingleton<IValidateOptions<SecretKeyOptions>, SecretKeyOptionsValidator>();
        builder.Services.AddOptions<SecretKeyOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            configuration.GetSection("Webhooks:SecretKeys").Bind(options.Keys);
            options.SecretKey = configuration["Webhooks:SecretKey"] ?? "";
            if (isDevelopment && options.Keys.Count == 0)
            {
                var file = Path.Combine(Path.GetFullPath(configuration["Data:Directory"] ?? ".data"), "keys", $"webhooks-{DevelopmentKey}.key");
                SecretKeyOptions.Make(file);
                options.Keys[DevelopmentKey] = file;
            }
        }).ValidateOnStart();
        builder.Services.AddSingleton<SecretKeys>();
        builder.Services.AddHostedService<SecretRenewal>();
    }
}
