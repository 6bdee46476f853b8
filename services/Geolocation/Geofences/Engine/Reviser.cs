using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>A period of event time, both ends included.</summary>
internal readonly record struct Span(DateTimeOffset First, DateTimeOffset Last);

/// <summary>Tells histories again where they have changed.</summary>
internal sealed class Reviser(IFixes fixes, IKeptEvents kept, InsidePairs inside)
{
    /// <summary>Tells the history of a subject at a fence again.</summary>
    /// <param name="edition">The fence.</param>
    /// <param name="subject">Who.</param>
    /// <param name="span">Where it changes.</param>
    /// <param name="moved">Whose positions are new, and where; null to tell it to the end.</param>
    /// <param name="upTo">Positions with a higher sequence do not count.</param>
    /// <param name="revisions">Where the changes are added.</param>
    /// <param name="cancellation">Ends the reads.</param>
    public async Task ReviseAsync(
        Edition edition, string subject, Span span, Dictionary<string, Span>? moved, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        var from = span.First > edition.From ? span.First : edition.From;
        var refold = new Refold(edition, subject, await kept.OfAsync(edition.Id, subject, from, cancellation));
        var reader = await PairReader.OpenAsync(fixes, edition, subject, from, upTo, cancellation);
        if (from == edition.From)
        {
            refold.Begin(reader.Last, reader.Own?.At);
        }

        // The step after a new position is judged by it too; only from then on can both histories agree for good.
        var open = moved?.ToDictionary(each => each.Key, each => each.Value.Last);
        await foreach (var step in reader.ReadAsync())
        {
            if (step.Now is { } now)
            {
                refold.See(step.Before, now);
            }

            foreach (var mover in step.Moved.Where(mover => open?.GetValueOrDefault(mover, DateTimeOffset.MaxValue) < step.Time))
            {
                open!.Remove(mover);
            }

            if (refold.AgreesAt(step.Time) && open is { Count: 0 })
            {
                revisions.AddIfAny(refold.UpToAgreement());
                return;
            }
        }

        if (edition.HasEnded)
        {
            refold.End(reader.Own?.At);
        }
        else
        {
            inside.Set(edition.Id, subject, refold.Is);
        }

        revisions.AddIfAny(refold.Whole());
    }
}

internal static class Revisions
{
    public static void AddIfAny(this List<Revision> revisions, Revision revision)
    {
        if (!revision.IsEmpty)
        {
            revisions.Add(revision);
        }
    }
}
