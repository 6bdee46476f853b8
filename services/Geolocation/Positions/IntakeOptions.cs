using Microsoft.Extensions.Options;

namespace TaskForce.Geolocation.Positions;

/// <summary>How much may wait for the disk. Section <c>Positions:Intake</c>.</summary>
internal sealed class IntakeOptions
{
    /// <summary>How many requests of one stream may be under way, 1 to 256; then it is read no further.</summary>
    public int RequestsPerStream { get; set; } = 16;

    /// <summary>
    /// How many reports may wait, of all reporters together, 20,000 to 10,000,000: some 150 bytes each. A reporter may have as many of them as are left for
    /// the others.
    /// </summary>
    public int ReportsWaiting { get; set; } = 500_000;
}

/// <summary>Names everything that is wrong with the section <c>Positions:Intake</c>.</summary>
internal sealed class IntakeOptionsValidator : IValidateOptions<IntakeOptions>
{
    public ValidateOptionsResult Validate(string? name, IntakeOptions options)
    {
        List<string> faults = [];
        if (options.RequestsPerStream is < 1 or > 256)
        {
            faults.Add("Positions:Intake:RequestsPerStream must be 1 to 256.");
        }

        if (options.ReportsWaiting is < 2 * Reception.MostReports or > 10_000_000)
        {
            faults.Add("Positions:Intake:ReportsWaiting must be 20000 to 10000000.");
        }

        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
