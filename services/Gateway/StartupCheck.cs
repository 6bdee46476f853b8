using Microsoft.Extensions.Options;

namespace TaskForce.Gateway;

/// <summary>Looks at all options before anything opens.</summary>
internal static class StartupCheck
{
    /// <summary>Whether the options are valid; if not, each fault is one line on standard error.</summary>
    public static bool HasValidOptions(this WebApplication app)
    {
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            return true;
        }
        catch (OptionsValidationException invalid)
        {
            Explain(invalid.Failures);
        }
        catch (AggregateException several)
        {
            Explain(several.InnerExceptions.OfType<OptionsValidationException>().SelectMany(invalid => invalid.Failures));
        }

        return false;
    }

    private static void Explain(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            Console.Error.WriteLine($"The gateway does not start: {fault}");
        }
    }
}
