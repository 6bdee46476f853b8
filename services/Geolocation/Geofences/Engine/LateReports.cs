using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>Finds what positions touch that came late.</summary>
internal sealed class LateReports(IFixes fixes, IKeptEvents kept, FenceIndex index)
{
    /// <summary>The fences whose histories late positions of a subject may change.</summary>
    /// <param name="late">The positions, by time.</param>
    /// <param name="upTo">Positions with a higher sequence do not count.</param>
    /// <param name="cancellation">Ends the reads.</param>
    public async Task<IReadOnlyList<Edition>> FindAsync(IReadOnlyList<Fix> late, long upTo, CancellationToken cancellation)
    {
        var (subject, span) = (late[0].Subject, new Span(late[0].Time, late[^1].Time));
        var (now, next) = await WayAsync(subject, span, upTo, cancellation);
        var touched = new HashSet<long>(await kept.InsideAtAsync(subject, span.First, cancellation));
        touched.UnionWith(index.Naming(subject).Select(edition => edition.Id));
        // The way as it is and as it was taken to be.
        Touch(now, touched);
        Touch([.. now.Except(late)], touched);

        return [.. touched.Select(index.Find).OfType<Edition>().Where(edition => edition.HasBegun && edition.End > span.First
            && edition.Rule.Area is not null && edition.Rule.IsAbout(subject) && (next is null || edition.From <= next.Value.Time))];
    }

    /// <summary>The fences near the way of a subject from where it was at a time on.</summary>
    /// <param name="subject">Who.</param>
    /// <param name="from">The time.</param>
    /// <param name="upTo">Positions with a higher sequence do not count.</param>
    /// <param name="cancellation">Ends the reads.</param>
    public async Task<IReadOnlySet<long>> TouchedAsync(string subject, DateTimeOffset from, long upTo, CancellationToken cancellation)
    {
        var touched = new HashSet<long>();
        Touch((await WayAsync(subject, new Span(from, DateTimeOffset.MaxValue), upTo, cancellation)).Way, touched);
        return touched;
    }

    private void Touch(List<Fix> way, HashSet<long> touched)
    {
        for (var i = 0; i < way.Count; i++)
        {
            index.FindNear(i > 0 ? way[i - 1] : null, way[i], touched);
        }
    }

    // The positions of a span with the one before and the one after it.
    private async Task<(List<Fix> Way, Fix? Next)> WayAsync(string subject, Span span, long upTo, CancellationToken cancellation)
    {
        const int PageSize = 100;
        var part = await fixes.AroundAsync(subject, span.First, DateTimeOffset.MaxValue, upTo, PageSize, cancellation);
        List<Fix> way = part.Before is { } before ? [before] : [];
        while (true)
        {
            foreach (var fix in part.Within)
            {
                way.Add(fix);
                if (fix.Time > span.Last)
                {
                    return (way, fix);
                }
            }

            if (part.Within.Count < PageSize)
            {
                return (way, null);
            }

            part = await fixes.AroundAsync(subject, way[^1].Time.AddTicks(1), DateTimeOffset.MaxValue, upTo, PageSize, cancellation);
        }
    }
}
