using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>How fences follow the subjects that they move with.</summary>
internal sealed partial class FenceEngine
{
    private async Task FollowMovingAsync(Dictionary<string, Span> moved, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        var pairs = new HashSet<(long Edition, string Subject)>();
        foreach (var subject in moved.Keys)
        {
            foreach (var edition in _index.Naming(subject).Where(edition => edition.HasBegun && edition.Rule.Area is null))
            {
                pairs.UnionWith(edition.Rule.Subjects.Where(each => edition.Rule.IsAbout(each) && (subject == each || subject == edition.Rule.Around))
                    .Select(each => (edition.Id, each)));
            }
        }

        foreach (var (id, subject) in pairs)
        {
            var edition = _index.Find(id)!;
            var both = new[] { subject, edition.Rule.Around }.Where(moved.ContainsKey).ToDictionary(each => each, each => moved[each]);
            var first = both.Values.Min(span => span.First);
            if (first < edition.End)
            {
                await _reviser.ReviseAsync(edition, subject, new(first, both.Values.Max(span => span.Last)), both, upTo, revisions, cancellation);
            }
        }
    }
}
