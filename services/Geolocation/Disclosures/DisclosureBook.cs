using TaskForce.Geolocation.Tracks;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>
/// The disclosures of which there may still be positions, in memory. A change makes a new index of the disclosed subjects, so that whoever looks never
/// waits. Thread safe.
/// </summary>
/// <param name="subjects">The names of the subjects.</param>
internal sealed class DisclosureBook(SubjectTable subjects)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Version, Disclosure Value)> _all = [];
    private volatile DisclosureIndex _index = DisclosureIndex.Empty;

    /// <summary>What is disclosed now. A subject that first reports later is found once it has.</summary>
    public DisclosureIndex Index => _index is { HasUnknown: true } index && subjects.Known > index.Looked ? Rebuild() : _index;

    public SubjectTable Subjects => subjects;

    /// <summary>What a caller may see. Who is a field unit and nothing else sees by its own assignments, not by its nation's right.</summary>
    public Sight SightOf(Caller caller) => caller.Is(Role.Service) ? Sight.Everything
        : caller.Roles.Any(role => role != Role.Field) ? new(this, subjects.NumberOf(caller.Nation)) : new(this, caller.Member);

    /// <summary>Takes in disclosures as they are on disk; what is known of a later version stays.</summary>
    public void Set(IEnumerable<DisclosureRow> rows)
    {
        lock (_gate)
        {
            foreach (var row in rows.Where(row => row.Version > _all.GetValueOrDefault(row.Name).Version))
            {
                _all[row.Name] = (row.Version, row.Value);
            }
        }

        Rebuild();
    }

    /// <summary>Forgets what ended before a time.</summary>
    public void Forget(DateTimeOffset before)
    {
        lock (_gate)
        {
            var old = _all.Where(each => each.Value.Value is var value && value.Terms.Subjects.Max(value.EndOf) < before).ToList();
            old.ForEach(each => _all.Remove(each.Key));
        }
    }

    private DisclosureIndex Rebuild()
    {
        lock (_gate)
        {
            return _index = DisclosureIndex.Of(_all.Values.Select(each => each.Value), subjects);
        }
    }
}
