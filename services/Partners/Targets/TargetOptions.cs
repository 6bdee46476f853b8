using Microsoft.Extensions.Options;

namespace TaskForce.Partners.Targets;

/// <summary>Where deliveries may go. Section <c>Webhooks:Targets</c>.</summary>
internal sealed class TargetOptions
{
    /// <summary>Also without TLS. Only in Development.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Also to addresses that are not of the public internet. Only in Development.</summary>
    public bool AllowPrivate { get; set; }
}

internal sealed class TargetOptionsValidator(IHostEnvironment environment) : IValidateOptions<TargetOptions>
{
    public ValidateOptionsResult Validate(string? name, TargetOptions options)
    {
        string[] faults =
        [
            .. new[] { (nameof(options.AllowHttp), options.AllowHttp), (nameof(options.AllowPrivate), options.AllowPrivate) }
                .Where(setting => setting.Item2 && !environment.IsDevelopment())
                .Select(setting => $"Webhooks:Targets:{setting.Item1} is refused outside Development; this is {environment.EnvironmentName}."),
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
