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
        // Of all of them together; whoever has none may still ask.
        using var late = new CancellationTokenSource(patience > Pause ? patience : Pause, TimeProvider.System);
        settings.AddInMemoryCollection(ReadAsync(client, store, wanted, late.Token).GetAwaiter().GetResult());
    }

    private static async Task<Dictionary<string, string?>> ReadAsync(DaprClient client, string store, List<Wanted> wanted, CancellationToken late)
    {
        var (found, missing) = (new Dictionary<string, string?>(), new List<Wanted>());
        foreach (var secret in wanted.GroupBy(each => each.Secret))
        {
            var (values, failure) = await ReadAsync(client, store, secret.Key, late);
            foreach (var each in secret)
            {
                if (each.In(values) is { } value)
                {
                    found[each.Setting] = value;
                }
                else
                {
                    missing.Add(each with { Failure = failure });
                }
            }
        }

        return missing.Count == 0 ? found : throw new InvalidOperationException($"The secret store '{store}' has not: {Describe(missing)}.");
    }

    // Of a secret that could not be read, what the sidecar said last. It may start after this process.
    private static async Task<(IReadOnlyDictionary<string, string> Values, StatusCode? Failure)> ReadAsync(DaprClient client, string store, string secret, CancellationToken late)
    {
        StatusCode? failure = null;
        try
        {
            while (failure is null or StatusCode.Unavailable)
            {
                try
                {
                    return (await client.GetSecretAsync(store, secret, cancellationToken: late), null);
                }
                catch (Dapr.DaprException fault)
                {
                    failure = (fault.InnerException as RpcException)?.StatusCode ?? StatusCode.Unknown;
                }

                await Task.Delay(Pause, TimeProvider.System, late);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            failure ??= StatusCode.DeadlineExceeded;
        }

        return (new Dictionary<string, string>(), failure);
    }

    private static string Describe(IEnumerable<Wanted> wanted) => string.Join(", ", wanted.OrderBy(each => each.Setting, StringComparer.Ordinal)
        .Select(each => $"{each.Secret}{(each.Key.Length > 0 ? $"#{each.Key}" : "")} (for {each.Setting}{(each.Failure is { } failure ? $": {failure}" : "")})"));

    private sealed record Wanted(string Setting, string Secret, string Key)
    {
        public StatusCode? Failure { get; init; }

        public static Wanted Of(string setting, string place) =>
            place.LastIndexOf('#') is > 0 and var end ? new(setting, place[..end], place[(end + 1)..]) : new(setting, place, "");

        public string? In(IReadOnlyDictionary<string, string> values) =>
            Key.Length > 0 ? values.GetValueOrDefault(Key) : values.Count == 1 ? values.Values.Single() : null;
    }
}
