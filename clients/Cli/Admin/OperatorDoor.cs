using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Admin;

/// <summary>Asks processes at the door of their probes, over cleartext HTTP/2; they answer the loopback alone.</summary>
internal sealed class OperatorDoor : IDisposable
{
    private const string Name = "operator-doors.json";

    // A proxy of the environment knows nothing of this machine's own doors.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(15),
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>Writes down where the processes of a data directory are asked.</summary>
    public static void Write(string data, IReadOnlyList<OperatorPlace> places) =>
        File.WriteAllText(Path.Combine(data, Name), JsonSerializer.Serialize(places, JsonSerializerOptions.Web));

    /// <summary>Where to ask: the doors that were named, or those of the TaskForce on this machine.</summary>
    /// <exception cref="RefusedException">There are none.</exception>
    public static IReadOnlyList<OperatorPlace> Find(string data, IReadOnlyList<Uri> named)
    {
        if (named.Count > 0)
        {
            return [.. named.Select(door => new OperatorPlace(door.Authority, door))];
        }

        var file = Path.Combine(data, Name);
        return File.Exists(file) && JsonSerializer.Deserialize<List<OperatorPlace>>(File.ReadAllText(file), JsonSerializerOptions.Web) is { Count: > 0 } places
            ? places
            : throw new RefusedException($"No TaskForce was started in {Path.GetFullPath(data)}; say where its data is with --data, or name a door with --at, such as that of kubectl port-forward.");
    }

    public async Task<T> GetAsync<T>(OperatorPlace place, string path, CancellationToken cancellation) =>
        await ReadAsync<T>(place, () => _http.GetAsync(new Uri(place.Door, path), cancellation), cancellation);

    public async Task<T> PostAsync<T>(OperatorPlace place, string path, CancellationToken cancellation) =>
        await ReadAsync<T>(place, () => _http.PostAsync(new Uri(place.Door, path), null, cancellation), cancellation);

    public void Dispose() => _http.Dispose();

    private static async Task<T> ReadAsync<T>(OperatorPlace place, Func<Task<HttpResponseMessage>> ask, CancellationToken cancellation)
    {
        try
        {
            using var answer = await ask();
            return answer.IsSuccessStatusCode
                ? (await answer.Content.ReadFromJsonAsync<T>(JsonSerializerOptions.Web, cancellation))!
                : throw new RefusedException($"{place.Service} at {place.Door} says {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}".TrimEnd()
                    + (answer.StatusCode == HttpStatusCode.NotFound ? ": this is no operator's door, or you do not come from the loopback (use kubectl port-forward)." : ""));
        }
        catch (Exception silence) when (silence is HttpRequestException or JsonException || (silence is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RefusedException($"{place.Service} does not answer at {place.Door}.");
        }
    }
}
