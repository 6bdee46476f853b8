using Google.Protobuf;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Partners.Feeds;

/// <summary>An event as a partner may see it.</summary>
/// <param name="Feed">The feed, <c>hotspots</c>.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="Type">The CloudEvents type.</param>
/// <param name="Subject">The resource.</param>
/// <param name="Nations">What filters go by; empty if it is of none.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Data">What it says.</param>
internal sealed record Notice(string Feed, long Sequence, string Type, string Subject, IReadOnlyCollection<string> Nations, DateTimeOffset Time, IMessage Data);

/// <summary>What a watch sends.</summary>
/// <param name="Sequence">How far the reader has come.</param>
/// <param name="Notice">The event; null for none that is delivered.</param>
/// <param name="IsHeartbeat">Whether everything up to there was sent.</param>
internal readonly record struct Reading(long Sequence, Notice? Notice, bool IsHeartbeat);

/// <summary>A watch of another service that webhooks can be fed by. A partner reads it by its own right: the other service is asked in its place.</summary>
/// <param name="name">What filters and cursors call it, the plural of its resource.</param>
/// <param name="noun">The resource in types.</param>
/// <param name="path">The REST path of the resources: the CloudEvents source.</param>
/// <param name="types">The types of events, as the contract has them.</param>
internal abstract class EventSource(string name, string noun, string path, IEnumerable<string> types)
{
    private readonly Dictionary<string, string> _types = types.ToDictionary(type => type, type => $"dev.taskforce.{noun}.{type.ToLowerInvariant()}");

    public string Name => name;

    public string Path => path;

    /// <summary>The types of its events.</summary>
    public IReadOnlyCollection<string> Types => _types.Values;

    /// <summary>Where the feed ends now, for whoever wants to hear only of what comes.</summary>
    public abstract Task<long> FindEndAsync(ActingFor partner, string purpose, CancellationToken cancellation);

    /// <summary>The events after a cursor, for as long as the other side lasts.</summary>
    public abstract IAsyncEnumerable<Reading> ReadAsync(ActingFor partner, string purpose, long after, CancellationToken cancellation);

    /// <summary>An event as the partner may see it now; null if it may not any more.</summary>
    public async Task<Notice?> ReadAgainAsync(ActingFor partner, string purpose, long sequence, CancellationToken cancellation)
    {
        await foreach (var reading in ReadAsync(partner, purpose, sequence - 1, cancellation))
        {
            if (reading.IsHeartbeat || reading.Sequence >= sequence)
            {
                return reading.Sequence == sequence ? reading.Notice : null;
            }
        }

        throw new DomainException(Fault.Unavailable, "PEER_UNAVAILABLE", $"The watch of {Name} ended.");
    }

    /// <summary>The CloudEvents type of an event's type; null for one that is not delivered.</summary>
    protected string? TypeOf(string type) => _types.GetValueOrDefault(type);
}
