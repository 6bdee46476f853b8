using System.Net;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Tls;

namespace TaskForce.TakBridge;

/// <summary>Names every fault of the settings.</summary>
internal sealed class TakOptionsValidator(IConfiguration configuration, IHostEnvironment environment, IOptions<TakDeviceOptions> devices) : IValidateOptions<TakOptions>
{
    private const int LeastBytes = 1024;

    // A pipe holds a megabyte: an event must be whole within it.
    private const int MostBytes = 512 * 1024;

    public ValidateOptionsResult Validate(string? name, TakOptions options)
    {
        string[] faults =
        [
            .. options.Tls.Address.Length + options.Plain.Address.Length == 0 ? ["Tak:Tls:Address must say where TAK clients come in."] : Array.Empty<string>(),
            .. options.Tls.Address.Length > 0 ? FindFaults(options.Tls) : [],
            .. options.Plain.Address.Length > 0 ? FindFaults(options.Plain) : [],
            .. FindFaults(options.Limits),
            .. FindFaults(options.Picture),
            .. configuration["Identity:ClientId"] is not { Length: > 0 } ? ["Identity:ClientId must be set: the bridge calls the other services."] : Array.Empty<string>(),
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> FindFaults(TakTlsOptions tls)
    {
        if (!IPEndPoint.TryParse(tls.Address, out _))
        {
            yield return $"Tak:Tls:Address must be an address and a port such as 0.0.0.0:8089, not '{tls.Address}'.";
        }

        foreach (var fault in OwnCertificate.FindFaults(tls.Certificate, tls.Key, "Tak:Tls"))
        {
            yield return fault;
        }

        if (devices.Value.Authorities.Count == 0)
        {
            yield return "Devices:Authorities must name the authority of a nation's devices where Tak:Tls is on: nobody else may come in.";
        }

        foreach (var fault in devices.Value.Authorities.SelectMany(authority => authority.Value.FindFaults(authority.Key)))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> FindFaults(TakPlainOptions plain)
    {
        if (!environment.IsDevelopment())
        {
            yield return $"Tak:Plain lets in whoever connects and is refused outside Development; this is {environment.EnvironmentName}.";
        }

        if (!IPEndPoint.TryParse(plain.Address, out var address))
        {
            yield return $"Tak:Plain:Address must be an address and a port such as 127.0.0.1:8087, not '{plain.Address}'.";
        }
        else if (!IPAddress.IsLoopback(address.Address) && !plain.AllowOthers)
        {
            yield return $"Tak:Plain:Address {plain.Address} is reached by other machines; Tak:Plain:AllowOthers says that they may.";
        }

        if (plain.Identity is null)
        {
            yield return "Tak:Plain must say whom clients are: Nation, Member and Device, such as DE, members/de-falke-07 and devices/tak-demo.";
        }
    }

    private static IEnumerable<string> FindFaults(TakLimits limits)
    {
        if (limits.MaxEventBytes is < LeastBytes or > MostBytes)
        {
            yield return $"Tak:Limits:MaxEventBytes must be {LeastBytes} to {MostBytes}, not {limits.MaxEventBytes}.";
        }

        (string Name, int Value)[] counts =
        [
            ("MaxConnections", limits.MaxConnections), ("MaxDepth", limits.MaxDepth), ("EventsPerSecond", limits.EventsPerSecond), ("EventsAtOnce", limits.EventsAtOnce),
            ("MaxWaiting", limits.MaxWaiting), ("MaxUnsent", limits.MaxUnsent),
        ];
        foreach (var (name, value) in counts.Where(count => count.Value < 1))
        {
            yield return $"Tak:Limits:{name} must be 1 or more, not {value}.";
        }

        foreach (var (name, value) in new[] { ("SlowAfter", limits.SlowAfter), ("IdleAfter", limits.IdleAfter) }.Where(time => !IsTime(time.Item2)))
        {
            yield return $"Tak:Limits:{name} must be a second to a day, not {value}.";
        }
    }

    private static IEnumerable<string> FindFaults(TakPictureOptions picture)
    {
        (string Name, TimeSpan Value)[] times =
        [
            ("GnssSilentAfter", picture.GnssSilentAfter), ("NetworkSilentAfter", picture.NetworkSilentAfter), ("ManualSilentAfter", picture.ManualSilentAfter),
            ("OtherSilentAfter", picture.OtherSilentAfter), ("StandsFor", picture.StandsFor),
        ];
        return times.Where(time => !IsTime(time.Value)).Select(time => $"Tak:Picture:{time.Name} must be a second to a day, not {time.Value}.");
    }

    private static bool IsTime(TimeSpan time) => time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(1);
}

/// <summary>Whose devices may come in by their certificates. Section <c>Devices</c>, as the gateway has it.</summary>
internal sealed class TakDeviceOptions
{
    /// <summary>The authorities of each nation's devices, by its ISO 3166-1 alpha-2 code.</summary>
    public IDictionary<string, AuthorityOptions> Authorities { get; } = new Dictionary<string, AuthorityOptions>(StringComparer.Ordinal);
}
