using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>Who is inside which fence now. Whoever is not in it is outside. Not thread safe.</summary>
internal sealed class InsidePairs
{
    private readonly Dictionary<string, Dictionary<long, Presence>> _bySubject = [];
    private readonly Dictionary<long, HashSet<string>> _byEdition = [];

    public IEnumerable<long> EditionsOf(string subject) => _bySubject.TryGetValue(subject, out var editions) ? editions.Keys : [];

    public IEnumerable<string> SubjectsOf(long edition) => _byEdition.TryGetValue(edition, out var subjects) ? subjects : [];

    public Presence Of(long edition, string subject) =>
        _bySubject.TryGetValue(subject, out var editions) ? editions.GetValueOrDefault(edition) : default;

    public void Set(long edition, string subject, Presence presence)
    {
        if (presence.IsInside)
        {
            (_bySubject.TryGetValue(subject, out var editions) ? editions : _bySubject[subject] = [])[edition] = presence;
            (_byEdition.TryGetValue(edition, out var subjects) ? subjects : _byEdition[edition] = []).Add(subject);
        }
        else if (_bySubject.TryGetValue(subject, out var editions) && editions.Remove(edition))
        {
            _byEdition[edition].Remove(subject);
        }
    }

    /// <summary>Forgets an edition.</summary>
    public void Drop(long edition)
    {
        foreach (var subject in SubjectsOf(edition))
        {
            _bySubject[subject].Remove(edition);
        }

        _byEdition.Remove(edition);
    }
}
