using Dapr.Client;
using Grpc.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace TaskForce.ServiceDefaults.Sidecar;

/// <summary>
/// Settings that are read from a secret store through the sidecar at the start. Section <c>Dapr</c>: <c>SecretStore</c> names the component, and
/// <c>Secrets:{setting}</c> says of a setting which secret it is: <c>name</c>, or <c>name#key</c> of one with several values.
/// </summary>
public static class SidecarSecrets
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads them, before anything else looks at the settings; they have the last word. Does nothing if no store is named.</summary>
    /// <exception cref="InvalidOperationException">Some could not be read; it names every one, and none of their values.</exception>
    public static void AddSidecarSecrets(this IHostApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        if (settings["Dapr:SecretStore"] is not { Length: > 0 } store)
        {
            return;
        }

        var wanted = settings.GetSection("Dapr:Secrets").AsEnumerable(makePathsRelative: true)
            .Where(each => !string.IsNullOrEmpty(each.Value)).Select(each => Wanted.Of(each.Key, each.Value!)).ToList();
        // Going on without would be worse than not starting: a service without its connection keeps its data elsewhere.
        var sidecar = DaprSidecar.Find(settings) ?? throw new InvalidOperationException(
            $"Dapr:SecretStore is '{store}', but there is no sidecar: neither DAPR_GRPC_ENDPOINT nor DAPR_GRPC_PORT is set. Wanted: {Describe(wanted)}.");
        var patience = settings.GetValue("Dapr:SecretsPatience", TimeSpan.FromMinutes(1));
        using var client = DaprSidecar.Open(sidecar, settings);
        settings.AddInMemoryCollection(ReadAsync(client, store, wanted, TimeProvider.System.GetUtcNow() + patience).GetAwaiter().GetResult());
    }

    private static async Task<Dictionary<string, string?>> ReadAsync(DaprClient client, string store, List<Wanted> wanted, DateTimeOffset until)
    {
        var (found, missing) = (new Dictionary<string, string?>(), new List<Wanted>());
        foreach (var secret in wanted.GroupBy(each => each.Secret))
        {
            var values = await ReadAsync(client, store, secret.Key, until);
            foreach (var each in secret)
            {
                if (each.In(values) is { } value)
                {
                    found[each.Setting] = value;
                }
                else
                {
                    missing.Add(each);
                }
            }
        }

        return missing.Count == 0 ? found : throw new InvalidOperationException($"The secret store '{store}' has not: {Describe(missing)}.");
    }

    // Empty if the store has no such secret. The sidecar may start after this process.
    private static async Task<IReadOnlyDictionary<string, string>> ReadAsync(DaprClient client, string store, string secret, DateTimeOffset until)
    {
        while (true)
        {
            try
            {
                return await client.GetSecretAsync(store, secret);
            }
            catch (Dapr.DaprException failure)
            {
                if ((failure.InnerException as RpcException)?.StatusCode != StatusCode.Unavailable || TimeProvider.System.GetUtcNow() > until)
                {
                    return new Dictionary<string, string>();
                }
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private static string Describe(IEnumerable<Wanted> wanted) => string.Join(", ", wanted.OrderBy(each => each.Setting, StringComparer.Ordinal)
        .Select(each => $"{each.Secret}{(each.Key.Length > 0 ? $"#{each.Key}" : "")} (for {each.Setting})"));

    private sealed record Wanted(string Setting, string Secret, string Key)
    {
        public static Wanted Of(string setting, string place) =>
            place.LastIndexOf('#') is > 0 and var end ? new(setting, place[..end], place[(end + 1)..]) : new(setting, place, "");

        public string? In(IReadOnlyDictionary<string, string> values) =>
            Key.Length > 0 ? values.GetValueOrDefault(Key) : values.Count == 1 ? values.Values.Single() : null;
    }
}
