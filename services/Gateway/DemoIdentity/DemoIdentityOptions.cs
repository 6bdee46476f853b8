using Microsoft.Extensions.Options;

namespace TaskForce.Gateway.DemoIdentity;

/// <summary>An issuer that gives anybody any identity, to try TaskForce with. Section <c>DemoIdentity</c>.</summary>
internal sealed class DemoIdentityOptions
{
    /// <summary>Whether it is there. By default in Development, where alone it may be.</summary>
    public bool Enabled { get; set; }

    /// <summary>The nations that have demo people, ISO 3166-1 alpha-2. The demo partner belongs to the first.</summary>
    public IList<string> Nations { get; } = [];
}

internal sealed class DemoIdentityOptionsValidator(IHostEnvironment environment) : IValidateOptions<DemoIdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, DemoIdentityOptions options)
    {
        var faults = new List<string>();
        if (options.Enabled && !environment.IsDevelopment())
        {
            faults.Add(
                $"DemoIdentity:Enabled gives anybody any identity and is refused outside Development; this is {environment.EnvironmentName}.");
        }

        if (options.Enabled && options.Nations.Count == 0)
        {
            faults.Add("DemoIdentity:Nations must name at least one nation.");
        }

        faults.AddRange(options.Nations.Where(nation => nation is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            .Select(nation => $"DemoIdentity:Nations must hold ISO 3166-1 alpha-2 codes such as DE, not '{nation}'."));
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
