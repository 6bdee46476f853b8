using System.Net;

namespace TaskForce.Cli.Up;

/// <summary>Waits until both doors answer and all that is behind them serves.</summary>
internal sealed class Readiness(Doors doors, Screen screen, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // A proxy of the environment knows nothing of this machine's own doors.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Returns when TaskForce is ready; while it takes long, says what is missing.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        var said = clock.GetTimestamp();
        while (await FindMissingAsync(cancellation) is { } missing)
        {
            if (clock.GetElapsedTime(said) >= Patience)
            {
                screen.Say($"Still waiting: {missing}");
                said = clock.GetTimestamp();
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string?> FindMissingAsync(CancellationToken cancellation) =>
        await AskAsync(doors.Http, HttpVersion.Version11, cancellation) ?? await AskAsync(doors.Grpc, HttpVersion.Version20, cancellation);

    private async Task<string?> AskAsync(Uri door, Version version, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(door, "readyz"))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            // The gRPC door need not know the path; it answers, and the other door spoke for what is behind.
            return response.IsSuccessStatusCode || version == HttpVersion.Version20
                ? null
                : $"{door} says {(int)response.StatusCode} {(await response.Content.ReadAsStringAsync(cancellation)).ReplaceLineEndings(" ").Trim()}";
        }
        catch (Exception silence) when (silence is HttpRequestException || (silence is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return $"{door} does not answer";
        }
    }
}
