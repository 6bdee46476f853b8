using System.Collections.Concurrent;
using TaskForce.Client;
using TaskForce.Testing;

namespace TaskForce.Fuzz.Answers;

/// <summary>The tokens of the demo's profiles, renewed long before they end. Thread safe.</summary>
internal sealed class Tokens(LocalTaskForce target)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);

    private readonly ConcurrentDictionary<string, (Task<string> Token, long Since)> _tokens = [];

    public Task<string> OfAsync(string profile, CancellationToken cancellation)
    {
        var now = TimeProvider.System.GetTimestamp();
        return _tokens.AddOrUpdate(
            profile,
            _ => (FetchAsync(profile, cancellation), now),
            (_, had) => TimeProvider.System.GetElapsedTime(had.Since, now) < Lifetime ? had : (FetchAsync(profile, cancellation), now)).Token;
    }

    private async Task<string> FetchAsync(string profile, CancellationToken cancellation) =>
        (await new ClientCredentials(new Uri(target.Http, "demo"), profile).FetchAsync(cancellation)).Text;
}
