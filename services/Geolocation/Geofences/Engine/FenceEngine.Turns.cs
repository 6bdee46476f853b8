using System.Runtime.CompilerServices;
using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>A part of what a turn of fences tells; the turn has happened once the last one is kept.</summary>
internal readonly record struct TurnPart(IReadOnlyList<Revision> Revisions, bool IsLast);

/// <summary>
/// How fences begin to hold and cease to. Both may concern everybody, so that they are told in parts. A turn that was interrupted is made again from
/// its start: what was kept of it is not told twice. Between the parts no position must be taken in.
/// </summary>
internal sealed partial class FenceEngine
{
    /// <summary>Begins editions: tells what their subjects are, and all that was already reported of the time since.</summary>
    public async IAsyncEnumerable<TurnPart> BeginAsync(IReadOnlyList<Edition> editions, int most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var told = new ToldSubjects(_kept);
        var begun = editions.Select(edition => edition with { HasBegun = true }).ToList();
        begun.ForEach(Set);
        var revisions = new List<Revision>();
        await foreach (var _ in BeginEachAsync(begun, told, revisions, cancellation))
        {
            if (revisions.Count >= most)
            {
                yield return new(revisions, IsLast: false);
                revisions.Clear();
            }
        }

        yield return new(revisions, IsLast: true);
    }

    /// <summary>Ends an edition: tells what its subjects are, and takes back what was told of the time after.</summary>
    public async IAsyncEnumerable<TurnPart> EndAsync(Edition edition, int most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        edition = edition with { HasEnded = true };
        Set(edition);
        var subjects = new HashSet<string>(await _kept.SubjectsFromAsync(edition.Id, edition.End, cancellation));
        subjects.UnionWith(_inside.SubjectsOf(edition.Id));
        subjects.UnionWith(edition.Rule.IsNamed ? edition.Rule.Subjects.Where(edition.Rule.IsAbout) : []);
        _inside.Drop(edition.Id);
        var revisions = new List<Revision>();
        foreach (var subject in subjects)
        {
            await _reviser.ReviseAsync(edition, subject, new(edition.End, edition.End), null, Cursor, revisions, cancellation);
            if (revisions.Count >= most)
            {
                yield return new(revisions, IsLast: false);
                revisions.Clear();
            }
        }

        yield return new(revisions, IsLast: true);
    }

    // One step each.
    private async IAsyncEnumerable<bool> BeginEachAsync(
        List<Edition> editions, ToldSubjects told, List<Revision> revisions, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var edition in editions.Where(edition => edition.Rule.IsNamed || edition.Rule.Area is null))
        {
            foreach (var subject in _audience.Of(edition).ToList())
            {
                await BeginAsync(edition, subject, told, revisions, cancellation);
                yield return true;
            }
        }

        var byPlace = editions.Where(edition => !edition.Rule.IsNamed && edition.Rule.Area is not null).ToDictionary(edition => edition.Id);
        var first = byPlace.Count > 0 ? byPlace.Values.Min(edition => edition.From) : default;
        foreach (var known in byPlace.Count > 0 ? _fixes.LastKnown() : [])
        {
            await BeginByPlaceAsync(byPlace, first, _last.GetValueOrDefault(known.Subject, known), told, revisions, cancellation);
            yield return true;
        }
    }

    // Of those who move nearly everyone is far from each other, and the store need not be asked.
    private async Task BeginAsync(Edition edition, string subject, ToldSubjects told, List<Revision> revisions, CancellationToken cancellation)
    {
        var (own, middle) = (LastOf(subject, null), LastOf(edition.Rule.Around, null));
        if (edition.Rule.IsNamed || !IsBefore(own, edition) || !IsBefore(middle, edition))
        {
            await _reviser.ReviseAsync(edition, subject, new(edition.From, edition.From), null, Cursor, revisions, cancellation);
        }
        else if (own.Last is { } me && middle.Last is { } other)
        {
            await TellBeginAsync(edition, me, edition.Rule.See(edition.From, me, other), told, revisions, cancellation);
        }
    }

    private static bool IsBefore((Fix? Last, bool IsKnown) position, Edition edition) =>
        position.IsKnown && (position.Last is null || position.Last.Value.Time < edition.From);

    // Whoever has reported since is judged by the track, everybody else by where he was last; of the others among the fences nothing is to be told.
    private async Task BeginByPlaceAsync(
        Dictionary<long, Edition> editions, DateTimeOffset first, Fix last, ToldSubjects told, List<Revision> revisions, CancellationToken cancellation)
    {
        var isOld = last.Sequence <= Cursor;
        if (last.Time >= first || !isOld)
        {
            foreach (var edition in Among(editions, await _late.TouchedAsync(last.Subject, first, Cursor, cancellation), last.Subject)
                .Where(edition => last.Time >= edition.From || !isOld))
            {
                await _reviser.ReviseAsync(edition, last.Subject, new(edition.From, edition.From), null, Cursor, revisions, cancellation);
            }
        }

        _near.Clear();
        _index.FindNear(null, last, _near);
        foreach (var edition in Among(editions, _near, last.Subject).Where(edition => last.Time < edition.From && isOld))
        {
            await TellBeginAsync(edition, last, edition.Rule.See(last), told, revisions, cancellation);
        }
    }

    private static List<Edition> Among(Dictionary<long, Edition> editions, IEnumerable<long> near, string subject) =>
        [.. near.Select(id => editions.GetValueOrDefault(id)).OfType<Edition>().Where(edition => edition.Rule.IsAbout(subject))];

    private async Task TellBeginAsync(
        Edition edition, Fix last, Sighting seen, ToldSubjects told, List<Revision> revisions, CancellationToken cancellation)
    {
        var step = FenceHistory.Begin(edition, seen, last.At);
        if (step.Event is not null && !(await told.OfAsync(edition.Id, cancellation)).Contains(last.Subject))
        {
            Tell(edition, last.Subject, step, revisions);
        }
    }

    /// <summary>Who was told of at the beginning of an edition already, by what was kept before this turn.</summary>
    private sealed class ToldSubjects(IKeptEvents kept)
    {
        private readonly Dictionary<long, IReadOnlySet<string>> _told = [];

        public async ValueTask<IReadOnlySet<string>> OfAsync(long edition, CancellationToken cancellation) => _told.TryGetValue(edition, out var known)
            ? known : _told[edition] = (await kept.SubjectsFromAsync(edition, DateTimeOffset.MinValue, cancellation)).ToHashSet();
    }
}
