namespace TaskForce.Geolocation.Tracks;

/// <summary>Makes pages of points of the log.</summary>
internal static class PageBuilder
{
    private const int EventBits = 40;

    /// <summary>
    /// The pages of some points: by nation and bucket, and by the hours of receipt and of event, so that a page is old as a whole and a backlog does not make every page
    /// one to be asked about long ago.
    /// </summary>
    /// <param name="points">In the order of the log.</param>
    /// <param name="nationOf">Who owns a subject.</param>
    public static List<PageRow> Build(ReadOnlySpan<Fix> points, Func<int, string> nationOf)
    {
        var pages = new List<PageRow>();
        var parts = new Dictionary<(string Nation, long Receipt, long Event), List<Fix>>();
        var order = OrderOf(points);
        for (var i = 0; i < order.Length; i++)
        {
            ref readonly var fix = ref points[order[i]];
            var hours = (nationOf(fix.Subject), fix.ReceiptTime / TimeSpan.TicksPerHour, fix.EventTime / TimeSpan.TicksPerHour);
            if (!parts.TryGetValue(hours, out var part))
            {
                parts[hours] = part = [];
            }

            part.Add(fix);
            if (i == order.Length - 1 || BucketOf(points[order[i + 1]]) != BucketOf(fix))
            {
                pages.AddRange(parts.Select(each => ToPage(each.Key.Nation, each.Value)));
                parts.Clear();
            }
        }

        return pages;
    }

    // By bucket, subject and event time. Numbers are sorted several times faster than points; an event time that has too many bits for that is rounded, and
    // ToPage sets right what that leaves in disorder.
    private static int[] OrderOf(ReadOnlySpan<Fix> points)
    {
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (ref readonly var fix in points)
        {
            (first, last) = (Math.Min(first, fix.EventTime), Math.Max(last, fix.EventTime));
        }

        var shift = Math.Max(0, 64 - EventBits - (points.Length == 0 ? 0 : System.Numerics.BitOperations.LeadingZeroCount((ulong)(last - first))));
        var (keys, order) = (new ulong[points.Length], new int[points.Length]);
        for (var i = 0; i < keys.Length; i++)
        {
            var subject = (uint)points[i].Subject;
            keys[i] = ((ulong)(subject % PageReading.Buckets) << 56) | ((ulong)(subject / PageReading.Buckets) << EventBits) | ((ulong)(points[i].EventTime - first) >> shift);
            order[i] = i;
        }

        Array.Sort(keys, order);
        return order;
    }

    private static PageRow ToPage(string nation, List<Fix> points)
    {
        if (!points.Zip(points.Skip(1)).All(pair => IsInOrder(pair.First, pair.Second)))
        {
            points.Sort((one, other) => (one.Subject, one.EventTime).CompareTo((other.Subject, other.EventTime)));
        }

        var page = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(points);
        var (minEvent, maxEvent, maxReceipt, last) = (long.MaxValue, long.MinValue, long.MinValue, 0L);
        foreach (ref readonly var fix in page)
        {
            (minEvent, maxEvent) = (Math.Min(minEvent, fix.EventTime), Math.Max(maxEvent, fix.EventTime));
            (maxReceipt, last) = (Math.Max(maxReceipt, fix.ReceiptTime), Math.Max(last, fix.Sequence));
        }

        return new()
        {
            Nation = nation,
            Bucket = BucketOf(page[0]),
            MinEvent = minEvent,
            MaxEvent = maxEvent,
            MaxReceipt = maxReceipt,
            Last = last,
            Points = PageCodec.Write(page),
        };
    }

    private static bool IsInOrder(in Fix one, in Fix other) =>
        one.Subject < other.Subject || (one.Subject == other.Subject && one.EventTime < other.EventTime);

    private static int BucketOf(in Fix fix) => fix.Subject % PageReading.Buckets;
}
