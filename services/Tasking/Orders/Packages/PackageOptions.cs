using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Signing;

namespace TaskForce.Tasking.Orders.Packages;

/// <summary>How orders are signed for where there is no network: configuration, section <c>Packages</c>.</summary>
internal sealed class PackageOptions
{
    /// <summary>The file with each nation's private key, PEM, on the curve P-256. Nations are ISO 3166-1 alpha-2.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    /// <summary>How long after the planned end a package still holds; at most a week.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(2);

    /// <summary>How much of the map goes with it, in metres around the place; 1,000 to 500,000.</summary>
    public double MapRadiusMetres { get; set; } = 40_000;

    /// <summary>Whom to call, by nation.</summary>
    public Dictionary<string, CentreOptions> Centres { get; } = [];
}

/// <summary>How a nation's command centre is reached.</summary>
internal sealed class CentreOptions
{
    public string DisplayName { get; set; } = "";

    public string Telephone { get; set; } = "";

    public string Radio { get; set; } = "";
}

/// <summary>Names everything that is wrong with the section <c>Packages</c>.</summary>
internal sealed class PackageOptionsValidator : IValidateOptions<PackageOptions>
{
    public ValidateOptionsResult Validate(string? name, PackageOptions options)
    {
        List<string> faults = [];
        Check(options.Grace >= TimeSpan.Zero && options.Grace <= TimeSpan.FromDays(7), "Packages:Grace must be 0 to 7 days.");
        Check(options.MapRadiusMetres is >= 1000 and <= 500_000, "Packages:MapRadiusMetres must be 1000 to 500000.");
        foreach (var nation in options.Keys.Keys.Concat(options.Centres.Keys).Distinct())
        {
            Check(nation.Length == 2 && nation.All(char.IsAsciiLetterUpper), $"Packages: {nation} must be a nation such as DE.");
        }

        foreach (var (nation, file) in options.Keys)
        {
            var fault = PemKeys.FaultOf(file, mustSign: true);
            Check(fault is null, $"Packages:Keys:{nation} must be a PEM file with a key on the curve P-256; '{file}' {fault}.");
        }

        foreach (var (nation, centre) in options.Centres)
        {
            Check(centre.DisplayName.Trim().Length > 0, $"Packages:Centres:{nation}:DisplayName is required.");
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void Check(bool ok, string fault) => faults.AddRange(ok ? [] : [fault]);
    }
}
