using Microsoft.Extensions.Options;

namespace TaskForce.Tasking.Mandates;

/// <summary>Every mandate of this deployment.</summary>
internal sealed class MandateOptions
{
    public List<Mandate> Mandates { get; set; } = [];

    /// <summary>The mandate that covers a team at a place for a time.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>NO_MANDATE</c>.</exception>
    public Mandate Covering(string hostNation, IReadOnlyCollection<string> nations, DateTimeOffset from, DateTimeOffset until) =>
        Mandates.Find(mandate => mandate.Covers(hostNation, nations, from, until))
            ?? throw new DomainException(Fault.Rejected, "NO_MANDATE",
                $"No mandate lets people of {string.Join(" and ", nations)} act in {hostNation} from {from:u} until {until:u}.");
}

internal static class MandatesModule
{
    public static void AddMandates(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<MandateOptions>, Validator>();
        builder.Services.AddOptions<MandateOptions>().Bind(builder.Configuration).ValidateOnStart();
    }

    private sealed class Validator : IValidateOptions<MandateOptions>
    {
        public ValidateOptionsResult Validate(string? name, MandateOptions options)
        {
            var faults = options.Mandates.SelectMany((mandate, index) => Faults(mandate, $"Mandates:{index}")).ToList();
            faults.AddRange(options.Mandates.GroupBy(m => m.Id).Where(g => g.Count() > 1).Select(g => $"Mandates: the id '{g.Key}' is used {g.Count()} times."));
            return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
        }

        private static IEnumerable<string> Faults(Mandate mandate, string key)
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
        }
    }
}
