using System.Collections;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>
/// What a map that goes on from a sequence is owed apart from what changes. What it shows of a subject was told from another layer, perhaps of another
/// process: it is right to a pixel as long as the subject is not heard, and must be told anew then, however little it has moved.
/// </summary>
/// <param name="after">The sequence.</param>
/// <param name="count">How many subjects there are.</param>
internal sealed class MapResumption(long after, int count)
{
    private readonly BitArray _due = new(count);
    private readonly BitArray _assumed = new(count);

    public void Note(int subject, bool hasChanged, bool isOn) => (_due[subject], _assumed[subject]) = (hasChanged, isOn && !hasChanged);

    public bool Owes(in MapMark mark) =>
        mark.Dot.Subject < count && (_due[mark.Dot.Subject] || (_assumed[mark.Dot.Subject] && mark.Heard > after));

    public void Settle(int subject)
    {
        if (subject < count)
        {
            _due[subject] = _assumed[subject] = false;
        }
    }
}
