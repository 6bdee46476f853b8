using Microsoft.Extensions.Options;

namespace TaskForce.Tasking.Mandates;

/// <summary>Every mandate and every outline of this deployment.</summary>
internal sealed class MandateOptions
{
    public List<Mandate> Mandates { get; set; } = [];

    public List<Outline> Territories { get; set; } = [];
}

/// <summary>Names everything that is wrong with mandates and outlines.</summary>
internal sealed class MandateOptionsValidator : IValidateOptions<MandateOptions>
{
    public ValidateOptionsResult Validate(string? name, MandateOptions options)
    {
        var faults = options.Mandates.SelectMany((mandate, index) => Faults(mandate, options.Territories, $"Mandates:{index}")).ToList();
        faults.AddRange(Twice("Mandates", options.Mandates.Select(mandate => mandate.Id)));
        faults.AddRange(options.Territories.SelectMany((outline, index) => Faults(outline, $"Territories:{index}")));
        faults.AddRange(Twice("Territories", options.Territories.Select(outline => outline.Id)));
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Twice(string section, IEnumerable<string> ids) =>
        ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => $"{section}: the id '{group.Key}' is used {group.Count()} times.");

    private static IEnumerable<string> Faults(Mandate mandate, List<Outline> outlines, string key)
    {
        if (mandate.Id.Length == 0 || mandate.Title.Length == 0 || mandate.LegalBasis.Length == 0)
        {
            yield return $"{key} needs Id, Title and LegalBasis.";
        }

        if (mandate.Territory.Count == 0 || mandate.Nations.Count < 2)
        {
            yield return $"{key} needs a Territory and at least two Nations.";
        }

        if (mandate.ValidFrom >= mandate.ValidUntil)
        {
            yield return $"{key}:ValidUntil must be after ValidFrom.";
        }

        foreach (var missing in mandate.Zones.Where(zone => outlines.TrueForAll(outline => outline.Id != zone)))
        {
            yield return $"{key}:Zones names '{missing}', which is not among the Territories.";
        }

        foreach (var nation in mandate.Territory.Where(nation => mandate.Zones.Count == 0 && outlines.TrueForAll(outline => outline.Nation != nation)))
        {
            yield return $"{key}:Territory names {nation}, which has no outline among the Territories.";
        }
    }

    private static IEnumerable<string> Faults(Outline outline, string key)
    {
        if (outline.Id.Length == 0 || outline.DisplayName.Length == 0)
        {
            yield return $"{key} needs Id and DisplayName.";
        }

        if (outline.Points is not { } points)
        {
            yield return $"{key}:Corners must each be 'LATITUDE LONGITUDE' in degrees.";
        }
        else if (!Ground.IsPolygon(points))
        {
            yield return $"{key}:Corners must be at least three and make a polygon that does not cross itself.";
        }
    }
}
