using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>How fences begin to hold and cease to.</summary>
internal sealed partial class FenceEngine
{
    /// <summary>Begins editions: tells what their subjects are, and all that was already reported of the time since.</summary>
    public async Task<IReadOnlyList<Revision>> BeginAsync(IReadOnlyList<Edition> editions, CancellationToken cancellation)
    {
        var revisions = new List<Revision>();
        var forEveryone = new Dictionary<long, Edition>();
        foreach (var edition in editions.Select(each => each with { HasBegun = true }))
        {
            Set(edition);
            foreach (var subject in edition.Rule.Subjects.Where(edition.Rule.IsAbout))
            {
                await _reviser.ReviseAsync(edition, subject, new(edition.From, edition.From), null, Cursor, revisions, cancellation);
            }

            if (edition.Rule.Subjects.Count == 0)
            {
                forEveryone[edition.Id] = edition;
            }
        }

        await BeginForEveryoneAsync(forEveryone, revisions, cancellation);
        return revisions;
    }

    /// <summary>Ends an edition: tells what its subjects are, and takes back what was told of the time after.</summary>
    public async Task<IReadOnlyList<Revision>> EndAsync(Edition edition, CancellationToken cancellation)
    {
        edition = edition with { HasEnded = true };
        Set(edition);
        var subjects = new HashSet<string>(await _kept.SubjectsFromAsync(edition.Id, edition.End, cancellation));
        subjects.UnionWith(_inside.SubjectsOf(edition.Id));
        subjects.UnionWith(edition.Rule.Subjects.Where(edition.Rule.IsAbout));
        _inside.Drop(edition.Id);
        var revisions = new List<Revision>();
        foreach (var subject in subjects)
        {
            await _reviser.ReviseAsync(edition, subject, new(edition.End, edition.End), null, Cursor, revisions, cancellation);
        }

        return revisions;
    }

    // Whoever has reported since is judged by the track, everybody else by where he was last.
    private async Task BeginForEveryoneAsync(Dictionary<long, Edition> editions, List<Revision> revisions, CancellationToken cancellation)
    {
        foreach (var known in editions.Count > 0 ? _fixes.LastKnown() : [])
        {
            var last = _last.GetValueOrDefault(known.Subject, known);
            foreach (var edition in editions.Values.Where(edition => last.Time >= edition.From || last.Sequence > Cursor))
            {
                await _reviser.ReviseAsync(edition, last.Subject, new(edition.From, edition.From), null, Cursor, revisions, cancellation);
            }

            _near.Clear();
            _index.FindNear(null, last, _near);
            foreach (var edition in _near.Select(id => editions.GetValueOrDefault(id)).OfType<Edition>().Where(edition => last.Time < edition.From && last.Sequence <= Cursor))
            {
                Tell(edition, last.Subject, FenceHistory.Begin(edition, edition.Rule.See(last), last.At), revisions);
            }
        }
    }
}
