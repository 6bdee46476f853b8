using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>Whom the fences are about that move: those they name, or everyone known whose name matches. Not thread safe.</summary>
internal sealed class Audience(IFixes fixes)
{
    private readonly Dictionary<long, HashSet<string>> _matching = [];
    private HashSet<string>? _everybody;

    /// <summary>The subjects of an edition.</summary>
    public IReadOnlySet<string> Of(Edition edition)
    {
        if (_matching.TryGetValue(edition.Id, out var known))
        {
            return known;
        }

        return _matching[edition.Id] = [.. (edition.Rule.IsNamed ? edition.Rule.Subjects : Everybody()).Where(edition.Rule.IsAbout)];
    }

    /// <summary>Takes in somebody who reports; of the editions given they may be the subject.</summary>
    public void Meet(string subject, IEnumerable<Edition> moving)
    {
        var open = moving.Where(edition => !edition.Rule.IsNamed).ToList();
        _everybody = open.Count > 0 ? Everybody() : null;
        if (_everybody?.Add(subject) is true)
        {
            foreach (var edition in open.Where(edition => edition.Rule.IsAbout(subject)))
            {
                _matching.GetValueOrDefault(edition.Id)?.Add(subject);
            }
        }
    }

    public void Forget(long edition) => _matching.Remove(edition);

    // Who has reported after what was followed is in it, too: that does no harm, their history is empty.
    private HashSet<string> Everybody() => _everybody ??= [.. fixes.LastKnown().Select(fix => fix.Subject)];
}
