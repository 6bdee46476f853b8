using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>Which records work with which nations at present, for rules about joint work. Thread safe.</summary>
public sealed class JointWork
{
    private readonly ConcurrentDictionary<string, (string Holder, ImmutableHashSet<string> Nations)> _resources = [];
    private readonly Dictionary<string, ImmutableArray<string>> _holders = [];
    private readonly Lock _gate = new();

    /// <summary>Notes who and what works together; replaces what was noted of the same holder before.</summary>
    /// <param name="holder">The team or support request, by resource name.</param>
    /// <param name="resources">Its members and assets, by resource name; none ends the joint work.</param>
    /// <param name="nations">The nations that take part.</param>
    public void Set(string holder, IEnumerable<string> resources, IEnumerable<string> nations)
    {
        var (now, joined) = (resources.ToImmutableArray(), nations.ToImmutableHashSet());
        lock (_gate)
        {
            foreach (var gone in _holders.GetValueOrDefault(holder, []).Where(resource => !now.Contains(resource)))
            {
                // Another may have taken it since.
                if (_resources.TryGetValue(gone, out var held) && held.Holder == holder)
                {
                    _resources.TryRemove(gone, out _);
                }
            }

            foreach (var resource in now)
            {
                _resources[resource] = (holder, joined);
            }

            if (now.IsEmpty)
            {
                _holders.Remove(holder);
            }
            else
            {
                _holders[holder] = now;
            }
        }
    }

    /// <summary>Whether a record works with a nation.</summary>
    internal bool Joins(string resource, string nation) => _resources.TryGetValue(resource, out var held) && held.Nations.Contains(nation);

    /// <summary>The records that work with a nation.</summary>
    internal IReadOnlyList<string> With(string nation) => [.. _resources.Where(each => each.Value.Nations.Contains(nation)).Select(each => each.Key)];
}
