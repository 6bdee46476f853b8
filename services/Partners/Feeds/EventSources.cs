using Grpc.Core;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Partners.Feeds;

/// <summary>All feeds there are.</summary>
internal sealed class EventSources(IEnumerable<EventSource> sources)
{
    private readonly Dictionary<string, EventSource> _byName = sources.ToDictionary(source => source.Name);

    public IReadOnlyCollection<EventSource> All => _byName.Values;

    /// <summary>The feed of that name, or null.</summary>
    public EventSource? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The feed of that name.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if there is none.</exception>
    public EventSource Get(string name) => Find(name)
        ?? throw new DomainException(Fault.Invalid, "INVALID_FIELDS", $"feed must be {Describe()}, not '{name}'.", [new("feed", $"must be {Describe()}")]);

    /// <summary>What a filter may name.</summary>
    public string Describe() => string.Join(" or ", _byName.Keys);

    /// <summary>Whether a filter may name this.</summary>
    public bool Knows(string type) => All.Any(source => source.Name == type || source.Types.Contains(type));

    /// <summary>Where the feeds that a filter needs end now, as a partner may read them.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Unavailable"/> or <see cref="Fault.Denied"/>, as the service of the feed answers.</exception>
    public async Task<IReadOnlyDictionary<string, long>> FindEndsAsync(
        EventFilter filter, ActingFor partner, string purpose, CancellationToken cancellation)
    {
        var ends = new Dictionary<string, long>();
        foreach (var source in All.Where(filter.Needs))
        {
            try
            {
                ends[source.Name] = await source.FindEndAsync(partner, purpose, cancellation);
            }
            catch (RpcException denied) when (denied.StatusCode is StatusCode.PermissionDenied or StatusCode.Unauthenticated)
            {
                throw new DomainException(Fault.Denied, "FEED_DENIED", $"{partner.Partner} may not read {source.Name}.");
            }
        }

        return ends;
    }
}
