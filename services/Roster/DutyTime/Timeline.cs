using System.Runtime.InteropServices;

namespace TaskForce.Roster.DutyTime;

/// <summary>How a stretch of a timeline is spent. What overlaps counts once, as whatever counts most.</summary>
internal enum Activity
{
    OnCall,
    Duty,
    Travel,
    Mission,

    /// <summary>After a duty that nobody ended: neither known to be worked nor known to be rest.</summary>
    Unknown,
}

/// <summary>A stretch of time spent in one way, in UTC ticks.</summary>
internal readonly record struct Stretch(long From, long Until, Activity Activity);

/// <summary>How each way to spend time counts: thousandths of it as worked, and whether it ends a rest.</summary>
internal sealed record Weighing(int OnCall, int Duty, int Travel, int Mission, bool OnCallIsRest)
{
    /// <summary>The whole.</summary>
    public const int Unit = 1000;

    public int Of(Activity activity) => activity switch
    {
        Activity.OnCall => OnCall,
        Activity.Duty => Duty,
        Activity.Travel => Travel,
        Activity.Unknown => 0,
        _ => Mission,
    };

    public bool EndsRest(Activity activity) => activity != Activity.OnCall || !OnCallIsRest;
}

/// <summary>What a rolling window holds, in ticks times <see cref="Weighing.Unit"/>.</summary>
/// <param name="Used">At the beginning.</param>
/// <param name="Peak">At most.</param>
/// <param name="Exceeded">The last tick at which everything was still within the limit, or the beginning; null if the limit is kept.</param>
internal readonly record struct WindowUse(long Used, long Peak, long? Exceeded);

/// <summary>Somebody's duty in pieces that do not overlap, in order. All arithmetic is whole numbers of ticks, so that it is exact.</summary>
internal sealed class Timeline
{
    private const int Kinds = 5;

    private readonly List<Piece> _pieces;

    private Timeline(List<Piece> pieces) => _pieces = pieces;

    /// <summary>Merges stretches, in any order.</summary>
    public static Timeline Of(List<Stretch> stretches, Weighing weighing)
    {
        var edges = new List<Edge>(2 * stretches.Count);
        foreach (var stretch in stretches)
        {
            if (stretch.From < stretch.Until)
            {
                edges.Add(new(stretch.From, stretch.Activity, +1));
                edges.Add(new(stretch.Until, stretch.Activity, -1));
            }
        }

        CollectionsMarshal.AsSpan(edges).Sort(static (a, b) => a.Time.CompareTo(b.Time));
        return new(Sweep(edges, weighing));
    }

    private static List<Piece> Sweep(List<Edge> edges, Weighing weighing)
    {
        var pieces = new List<Piece>(edges.Count);
        Span<int> open = stackalloc int[Kinds];
        for (var i = 0; i < edges.Count; i++)
        {
            open[(int)edges[i].Activity] += edges[i].Change;
            if (i + 1 < edges.Count && edges[i + 1].Time > edges[i].Time && Weigh(open, weighing) is { IsAnything: true } sum)
            {
                pieces.Add(new(edges[i].Time, edges[i + 1].Time, sum.Weight, sum.EndsRest));
            }
        }

        return pieces;
    }

    private static Sum Weigh(ReadOnlySpan<int> open, Weighing weighing)
    {
        var sum = default(Sum);
        for (var kind = 0; kind < Kinds; kind++)
        {
            if (open[kind] > 0)
            {
                sum = new(true, Math.Max(sum.Weight, weighing.Of((Activity)kind)), sum.EndsRest || weighing.EndsRest((Activity)kind));
            }
        }

        return sum;
    }

    /// <summary>The end of the last duty that ended a rest before a time; the time itself if it goes on then; null if there was none.</summary>
    public long? LastDutyBefore(long time)
    {
        for (var i = _pieces.Count - 1; i >= 0; i--)
        {
            if (_pieces[i].EndsRest && _pieces[i].From < time)
            {
                return Math.Min(_pieces[i].Until, time);
            }
        }

        return null;
    }

    /// <summary>Rolls a window of time along, its head from one time to another.</summary>
    /// <remarks>What it holds is linear between the edges of the pieces that its head or tail passes, so only those are visited.</remarks>
    public WindowUse Roll(long window, long limit, long from, long until)
    {
        var (head, tail) = (new Cursor(_pieces, from), new Cursor(_pieces, from - window));
        var used = Between(from - window, from);
        var (held, peak, exceeded) = (used, used, used > limit ? from : (long?)null);
        for (var time = from; time < until;)
        {
            var step = Math.Min(until - time, Math.Min(head.ToNextEdge, tail.ToNextEdge));
            var slope = head.Weight - tail.Weight;
            var next = held + (slope * step);
            exceeded ??= next > limit ? time + ((limit - held) / slope) : null;
            (held, peak, time) = (next, Math.Max(peak, next), time + step);
            head.Move(step);
            tail.Move(step);
        }

        return new(used, peak, exceeded);
    }

    private long Between(long from, long until)
    {
        var sum = 0L;
        foreach (var piece in _pieces)
        {
            sum += Math.Max(0, Math.Min(piece.Until, until) - Math.Max(piece.From, from)) * piece.Weight;
        }

        return sum;
    }

    private readonly record struct Edge(long Time, Activity Activity, int Change);

    private readonly record struct Sum(bool IsAnything, int Weight, bool EndsRest);

    private readonly record struct Piece(long From, long Until, int Weight, bool EndsRest);

    /// <summary>An end of the window on its way over the pieces.</summary>
    private struct Cursor(List<Piece> pieces, long time)
    {
        private int _next = FirstAfter(pieces, time);
        private long _time = time;

        private readonly bool IsInside => _next < pieces.Count && pieces[_next].From <= _time;

        public readonly long Weight => IsInside ? pieces[_next].Weight : 0;

        public readonly long ToNextEdge => _next == pieces.Count ? long.MaxValue : (IsInside ? pieces[_next].Until : pieces[_next].From) - _time;

        private static int FirstAfter(List<Piece> pieces, long time)
        {
            var index = 0;
            while (index < pieces.Count && pieces[index].Until <= time)
            {
                index++;
            }

            return index;
        }

        public void Move(long step)
        {
            _time += step;
            if (_next < pieces.Count && pieces[_next].Until <= _time)
            {
                _next++;
            }
        }
    }
}
