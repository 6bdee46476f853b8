using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>How fences follow the subjects that they move with.</summary>
internal sealed partial class FenceEngine
{
    private async Task FollowMovingAsync(Dictionary<string, Reported> moved, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        foreach (var edition in _index.Moving.Where(edition => edition.HasBegun).ToList())
        {
            var middle = moved.GetValueOrDefault(edition.Rule.Around);
            foreach (var subject in middle is null ? moved.Keys.Where(edition.Rule.IsAbout) : _audience.Of(edition))
            {
                await FollowAsync(edition, subject, moved.GetValueOrDefault(subject), middle, upTo, revisions, cancellation);
            }
        }
    }

    private async Task FollowAsync(
        Edition edition, string subject, Reported? own, Reported? middle, long upTo, List<Revision> revisions, CancellationToken cancellation)
    {
        Span[] spans = [.. new[] { own, middle }.OfType<Reported>().Select(reported => reported.Span)];
        var first = spans.Min(span => span.First);
        if (first >= edition.End)
        {
            return;
        }

        // Where they were is too long ago to be near anything now.
        if (own is null && LastOf(subject, null) is (var last, true) && !(last?.Time >= first - Sighting.LongestHold))
        {
            return;
        }

        var ((ownBefore, isOwnKnown), (middleBefore, isMiddleKnown)) = (LastOf(subject, own), LastOf(edition.Rule.Around, middle));
        // In the order of both: every step is later than all that was seen of either. What is told at the end of a fence is judged by all before it.
        if (!edition.HasEnded && isOwnKnown && isMiddleKnown && first >= edition.From && spans.Max(span => span.Last) < edition.End
            && first > (ownBefore?.Time ?? DateTimeOffset.MinValue) && first > (middleBefore?.Time ?? DateTimeOffset.MinValue))
        {
            Step(edition, subject, (ownBefore, own), (middleBefore, middle), revisions);
            return;
        }

        var both = new Dictionary<string, Span>();
        foreach (var (who, reported) in new[] { (subject, own), (edition.Rule.Around, middle) })
        {
            if (reported is not null)
            {
                both[who] = reported.Span;
            }
        }

        await _reviser.ReviseAsync(edition, subject, new(first, spans.Max(span => span.Last)), both, upTo, revisions, cancellation);
    }

    // Where somebody was before the positions that are being taken in; not known if only the store can say.
    private (Fix? Last, bool IsKnown) LastOf(string subject, Reported? reported) => reported is not null
        ? (reported.Before, true)
        : _last.TryGetValue(subject, out var known) ? (known, true) : (null, _doubtful?.Contains(subject) is false);

    private void Step(Edition edition, string subject, (Fix? Last, Reported? New) own, (Fix? Last, Reported? New) middle, List<Revision> revisions)
    {
        var times = (own.New?.InOrder ?? []).Concat(middle.New?.InOrder ?? []).Select(fix => fix.Time).Distinct().Order();
        foreach (var time in times)
        {
            own.Last = At(own.New, time) ?? own.Last;
            middle.Last = At(middle.New, time) ?? middle.Last;
            if (own.Last is { } me && middle.Last is { } other)
            {
                Tell(edition, subject, FenceHistory.Step(edition, _inside.Of(edition.Id, subject), null, edition.Rule.See(time, me, other)), revisions);
            }
        }
    }

    private static Fix? At(Reported? reported, DateTimeOffset time)
    {
        foreach (var fix in reported?.InOrder ?? [])
        {
            if (fix.Time == time)
            {
                return fix;
            }
        }

        return null;
    }

    /// <summary>What somebody has reported that is being taken in.</summary>
    /// <param name="Before">The last position before, if there is any.</param>
    /// <param name="InOrder">By time.</param>
    private sealed record Reported(Fix? Before, List<Fix> InOrder)
    {
        public Span Span => new(InOrder[0].Time, InOrder[^1].Time);
    }
}
