using TaskForce.Geolocation.Geofences.History;

namespace TaskForce.Geolocation.Geofences.Engine;

/// <summary>One step of a subject past a fence.</summary>
/// <param name="Time">When.</param>
/// <param name="Moved">Who reported at that time.</param>
/// <param name="Before">The sighting before, if it was while the fence held.</param>
/// <param name="Now">How the subject is seen; null if nobody knows where one of the two was.</param>
internal readonly record struct PairStep(DateTimeOffset Time, IReadOnlyList<string> Moved, Sighting? Before, Sighting? Now);

/// <summary>Reads how a subject passes a fence, one that stays or one that moves, until the fence ends.</summary>
internal sealed class PairReader
{
    private readonly Edition _edition;
    private readonly DateTimeOffset _from;
    private readonly Track _own;
    private readonly Track? _middle;

    private PairReader(Edition edition, DateTimeOffset from, Track own, Track? middle) => (_edition, _from, _own, _middle) = (edition, from, own, middle);

    /// <summary>How the subject is seen by what was known so far.</summary>
    public Sighting? Last => (_own.Last, _middle?.Last) switch
    {
        ({ } own, _) when _middle is null => _edition.Rule.See(own),
        ({ } own, { } middle) => _edition.Rule.See(_from, own, middle),
        _ => null,
    };

    /// <summary>The last position of the subject so far.</summary>
    public Fix? Own => _own.Last;

    public static async Task<PairReader> OpenAsync(
        IFixes fixes, Edition edition, string subject, DateTimeOffset from, long upTo, CancellationToken cancellation) => new(
        edition, from, await Track.OpenAsync(fixes, subject, from, edition.End, upTo, cancellation),
        edition.Rule.Area is null ? await Track.OpenAsync(fixes, edition.Rule.Around, from, edition.End, upTo, cancellation) : null);

    public IAsyncEnumerable<PairStep> ReadAsync() => _middle is null ? ReadStayingAsync() : ReadMovingAsync(_middle);

    private async IAsyncEnumerable<PairStep> ReadStayingAsync()
    {
        Sighting? before = _own.Last is { } last && last.Time >= _edition.From ? _edition.Rule.See(last) : null;
        string[] moved = [_own.Subject];
        for (; await _own.PeekAsync() is { } fix; _own.Pass())
        {
            var now = _edition.Rule.See(fix);
            yield return new(now.Time, moved, before, now);
            before = now;
        }
    }

    private async IAsyncEnumerable<PairStep> ReadMovingAsync(Track middle)
    {
        while (await NextTimeAsync(_own, middle) is { } time)
        {
            List<string> moved = [];
            foreach (var track in new[] { _own, middle })
            {
                if (await track.PeekAsync() is { } fix && fix.Time == time)
                {
                    track.Pass();
                    moved.Add(track.Subject);
                }
            }

            yield return new(time, moved, null, _own.Last is { } own && middle.Last is { } other ? _edition.Rule.See(time, own, other) : null);
        }
    }

    private static async Task<DateTimeOffset?> NextTimeAsync(Track one, Track other) => (await one.PeekAsync(), await other.PeekAsync()) switch
    {
        ({ } a, { } b) => a.Time < b.Time ? a.Time : b.Time,
        (var a, var b) => a?.Time ?? b?.Time,
    };

    /// <summary>One subject's positions, read page by page.</summary>
    private sealed class Track(IFixes fixes, string subject, DateTimeOffset before, long upTo, CancellationToken cancellation)
    {
        // Both histories mostly agree after a few steps; only who reads on gets larger pages.
        private const int FirstPage = 32;
        private const int LargestPage = 512;

        private IReadOnlyList<Fix> _page = [];
        private int _size = FirstPage;
        private int _next;

        public string Subject => subject;

        public Fix? Last { get; private set; }

        public static async Task<Track> OpenAsync(
            IFixes fixes, string subject, DateTimeOffset from, DateTimeOffset before, long upTo, CancellationToken cancellation)
        {
            var first = await fixes.AroundAsync(subject, from, before, upTo, FirstPage, cancellation);
            return new(fixes, subject, before, upTo, cancellation) { Last = first.Before, _page = first.Within };
        }

        public async ValueTask<Fix?> PeekAsync()
        {
            if (_next == _page.Count && _page.Count == _size)
            {
                _size = Math.Min(_size * 4, LargestPage);
                (_page, _next) = ((await fixes.AroundAsync(subject, _page[^1].Time.AddTicks(1), before, upTo, _size, cancellation)).Within, 0);
            }

            return _next < _page.Count ? _page[_next] : null;
        }

        public void Pass() => Last = _page[_next++];
    }
}
