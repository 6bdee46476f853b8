using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>
/// The last points of a subject, as many as its state needs and no more: the newest three; before them the first of each slot of time, of the last four
/// slots in which there are any; before those, if there were more, the anchor, with which the rest or the movement began that the oldest slot is in.
/// Which points these are, save for the anchor, does not depend on the order in which they came.
/// </summary>
internal sealed class Window
{
    private const int Newest = 3;
    private const int Slots = 4;

    private Fix[] _points = new Fix[2];
    private int _count;
    private bool _hasAnchor;
    private bool _anchorRests;

    /// <summary>By event time; the anchor, if there is one, is the first.</summary>
    public ReadOnlySpan<Fix> Points => _points.AsSpan(0, _count);

    /// <summary>Whether the subject was at rest from the first point on; known only if there is an anchor.</summary>
    public bool? BeganAtRest => _hasAnchor ? _anchorRests : null;

    /// <summary>Writes down all it knows: the points by event time, but an anchor with which a rest began behind the others.</summary>
    public ReadOnlySpan<Fix> ToKept() => _hasAnchor && _anchorRests ? (Fix[])[.. Points[1..], _points[0]] : Points;

    /// <summary>Makes it again of what was written down.</summary>
    public static Window OfKept(ReadOnlySpan<Fix> kept)
    {
        var window = new Window { _points = new Fix[Newest + Slots + 2], _count = kept.Length, _hasAnchor = kept.Length > Newest + Slots };
        kept.CopyTo(window._points);
        window._anchorRests = window._hasAnchor && kept[^1].EventTime < kept[0].EventTime;
        window._points.AsSpan(0, kept.Length).Sort((one, other) => one.EventTime.CompareTo(other.EventTime));
        return window;
    }

    /// <summary>Takes a point in; whether it is the newest.</summary>
    public bool Add(in Fix fix, StateRules rules)
    {
        var first = _hasAnchor ? 1 : 0;
        var place = _count;
        while (place > first && _points[place - 1].EventTime > fix.EventTime)
        {
            place--;
        }

        if (place > 0 && _points[place - 1].EventTime == fix.EventTime)
        {
            return false;
        }

        if (place == first && _hasAnchor && fix.EventTime / rules.SlotTicks != _points[first].EventTime / rules.SlotTicks)
        {
            Doubt(fix, rules);
            return false;
        }

        Insert(place, fix);
        DropWithinSlot(first, rules.SlotTicks);
        if (_count - first > Newest + Slots)
        {
            MoveAnchor(first, rules);
        }

        return place >= _count - 1;
    }

    private void Insert(int place, in Fix fix)
    {
        if (_count == _points.Length)
        {
            Array.Resize(ref _points, _count == 2 ? 4 : _count == 4 ? Newest + Slots + 1 : Newest + Slots + 2);
        }

        _points.AsSpan(place, _count - place).CopyTo(_points.AsSpan(place + 1));
        _points[place] = fix;
        _count++;
    }

    // At most one is too many: the one that stopped being among the newest, or the one before which an earlier one of its slot came.
    private void DropWithinSlot(int first, long slotTicks)
    {
        for (var i = _count - Newest - 1; i > first; i--)
        {
            if (_points[i].EventTime / slotTicks == _points[i - 1].EventTime / slotTicks)
            {
                RemoveAt(i);
                return;
            }
        }
    }

    // The oldest leaves. If nothing could go on from it, it is forgotten; else what the anchor began goes on beyond it, or something else begins with it.
    private void MoveAnchor(int oldest, StateRules rules)
    {
        if (!rules.Distances.IsPossible(_points[oldest], _points[oldest + 1]))
        {
            RemoveAt(oldest);
            return;
        }

        var rests = rules.Stays.Rests(Points[oldest..]);
        if (_hasAnchor && GoesOn(rests, rules))
        {
            RemoveAt(oldest);
            return;
        }

        if (_hasAnchor)
        {
            RemoveAt(0);
        }

        (_hasAnchor, _anchorRests) = (true, rests);
    }

    // A rest goes on to its last point, a movement until a rest begins.
    private bool GoesOn(bool rests, StateRules rules) => _anchorRests
        ? Distances.AreSame(_points[0], _points[1]) || (rules.Stays.MayRest(_points[1]) && rules.Stays.AreTogether(_points[0], _points[1]))
        : !rests && rules.Distances.IsPossible(_points[0], _points[1]);

    // Too old to take in; but a rest during which the subject was elsewhere began later.
    private void Doubt(in Fix late, StateRules rules)
    {
        if (_anchorRests && late.EventTime > _points[0].EventTime && !rules.Stays.AreTogether(_points[0], late))
        {
            _points[0] = _points[1];
            RemoveAt(1);
            _hasAnchor = false;
        }
    }

    private void RemoveAt(int place)
    {
        _points.AsSpan(place + 1, _count - place - 1).CopyTo(_points.AsSpan(place));
        _count--;
    }
}
