using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace TaskForce.ServiceDefaults.Probes;

/// <summary>Where probes come in. Section <c>Probes</c>.</summary>
internal sealed class ProbesOptions
{
    /// <summary>For example <c>http://*:8086</c>. Empty means no such door; probes may then use any other.</summary>
    public string Url { get; set; } = "";

    /// <summary>The door's port; null if there is no door.</summary>
    public int? Port => Url.Length > 0 ? BindingAddress.Parse(Url).Port : null;
}

internal sealed class ProbesOptionsValidator : IValidateOptions<ProbesOptions>
{
    public ValidateOptionsResult Validate(string? name, ProbesOptions options) => options.Url.Length == 0 || IsDoor(options)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"Probes:Url must be http:// with a port of its own, such as http://*:8086, not '{options.Url}'.");

    private static bool IsDoor(ProbesOptions options)
    {
        try
        {
            return options.Url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && options.Port is > 0 and not 80;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
