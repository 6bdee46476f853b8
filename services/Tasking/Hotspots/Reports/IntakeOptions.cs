using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Tasking.Hotspots.Reports;

/// <summary>Hotspots that are reported through the broker. Section <c>Intake</c>; off without an <see cref="AppPort"/>.</summary>
internal sealed class IntakeOptions
{
    /// <summary>Where the sidecar calls this service, on the loopback: Dapr's <c>app-port</c>, with <c>app-protocol</c> <c>grpc</c>. 0 takes no reports.</summary>
    public int AppPort { get; set; }

    /// <summary>The pub/sub component.</summary>
    public string Component { get; set; } = "intake";

    /// <summary>The topic.</summary>
    public string Topic { get; set; } = "taskforce.hotspots.reported";

    /// <summary>Who may report, by a name that is only for the configuration.</summary>
    public Dictionary<string, IntakeSource> Sources { get; } = [];

    /// <summary>What the sidecar shows when it calls: Dapr's own <c>APP_API_TOKEN</c>.</summary>
    internal string Token { get; set; } = "";
}

/// <summary>Whose reports those of a source are.</summary>
internal sealed class IntakeSource
{
    /// <summary>The <c>source</c> of the CloudEvents, to the letter.</summary>
    public string Source { get; set; } = "";

    /// <summary>The partner's subject, as its tokens have it: by them it changes and closes what it reported.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The issuer of its tokens, one of <c>Identity:Issuers</c>.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>Its nation, ISO 3166-1 alpha-2; empty if it has none.</summary>
    public string Nation { get; set; } = "";

    /// <summary>Which partner it is; the subject if empty.</summary>
    public string Partner { get; set; } = "";

    internal ActingFor ToPartner() => new(Subject, Nation, Partner.Length > 0 ? Partner : Subject, Issuer);
}

/// <summary>Names everything that is wrong with the section <c>Intake</c>.</summary>
internal sealed class IntakeOptionsValidator(IOptions<IdentityOptions> identity) : IValidateOptions<IntakeOptions>
{
    public ValidateOptionsResult Validate(string? name, IntakeOptions options)
    {
        string[] faults = options.AppPort == 0 ? [] : [.. FaultsOf(options)];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> FaultsOf(IntakeOptions options)
    {
        if (options.AppPort is < 0 or > ushort.MaxValue)
        {
            yield return "Intake:AppPort must be a port.";
        }

        if (options.Token.Length == 0)
        {
            yield return "APP_API_TOKEN must be set where Intake:AppPort is: without it anybody on this machine could report.";
        }

        if (options.Component.Length == 0 || options.Topic.Length == 0)
        {
            yield return "Intake:Component and Intake:Topic must not be empty.";
        }

        foreach (var twice in options.Sources.Values.GroupBy(source => source.Source).Where(group => group.Count() > 1))
        {
            yield return $"Intake:Sources has '{twice.Key}' twice.";
        }

        foreach (var fault in options.Sources.SelectMany(source => FaultsOf($"Intake:Sources:{source.Key}", source.Value)))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> FaultsOf(string key, IntakeSource source)
    {
        if (source.Source.Length == 0 || source.Subject.Length == 0)
        {
            yield return $"{key} must have a Source and a Subject.";
        }

        if (source.Nation.Length > 0 && source.Nation is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
        {
            yield return $"{key}:Nation must be two capital letters, or empty.";
        }

        if (!identity.Value.Issuers.TryGetValue(source.Issuer, out var issuer))
        {
            yield return $"{key}:Issuer must be one of Identity:Issuers, not '{source.Issuer}'.";
        }
        else if (issuer.Kind is IssuerKind.Services or IssuerKind.Devices || (issuer.Kind != IssuerKind.Demo && issuer.Nation != source.Nation))
        {
            yield return $"{key}: the issuer {source.Issuer} does not speak for partners of {(source.Nation.Length > 0 ? source.Nation : "no nation")}.";
        }
    }
}
