using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>How subjects pass fences that stay where they are.</summary>
internal sealed partial class FenceEngine
{
    // Every position is later than all that are known of the subject.
    private async Task ExtendAsync(Fix? last, List<Fix> inOrder, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        HashSet<long>? revised = null;
        foreach (var fix in inOrder)
        {
            _near.Clear();
            _index.FindNear(last, fix, _near);
            _near.UnionWith(_inside.EditionsOf(fix.Subject));
            _near.UnionWith(_index.Naming(fix.Subject).Where(edition => edition.From > fix.Time).Select(edition => edition.Id));
            foreach (var edition in _near.Select(id => _index.Find(id)).OfType<Edition>())
            {
                if (!edition.HasBegun || edition.End <= fix.Time || edition.Rule.Area is null || !edition.Rule.IsAbout(fix.Subject) || revised?.Contains(edition.Id) is true)
                {
                    continue;
                }

                if (fix.Time < edition.From)
                {
                    // Its beginning may be another now.
                    (revised ??= []).Add(edition.Id);
                    await _reviser.ReviseAsync(edition, fix.Subject, new(fix.Time, inOrder[^1].Time), null, upTo, revisions, cancellation);
                    continue;
                }

                var was = _inside.Of(edition.Id, fix.Subject);
                Sighting? before = !was.IsInside && last is { } from && from.Time >= edition.From ? edition.Rule.See(from) : null;
                Tell(edition, fix.Subject, FenceHistory.Step(edition, was, before, edition.Rule.See(fix)), revisions);
            }

            last = fix;
        }
    }

    // The history of the subject changes somewhere before its end.
    private async Task MendAsync(List<Fix> late, Span span, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        foreach (var edition in await _late.FindAsync(late, upTo, cancellation))
        {
            await _reviser.ReviseAsync(edition, late[0].Subject, span, new() { [late[0].Subject] = span }, upTo, revisions, cancellation);
        }
    }

    private void Tell(Edition edition, string subject, (Presence Is, FenceEvent? Event) step, List<Revision> revisions)
    {
        if (step.Event is { } told)
        {
            _inside.Set(edition.Id, subject, step.Is);
            revisions.Add(new(edition, subject, [], [told]));
        }
    }
}
