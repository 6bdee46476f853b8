using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions;

/// <summary>A selection that knows its subjects by number, also those that first report later. One user at a time.</summary>
internal sealed class Filter(Selection selection, SubjectTable subjects)
{
    private readonly HashSet<int> _numbers = [];
    private HashSet<string>? _unknown = selection.Subjects.Count > 0 ? [.. selection.Subjects] : null;
    private int _looked = -1;

    public bool Includes(in Fix fix) => Concerns(fix.Subject) && (selection.Area is null || selection.Area.Contains(fix.Location));

    /// <summary>Whether the question is about a subject, wherever it is.</summary>
    public bool Concerns(int subject) =>
        (selection.Nation.Length == 0 || selection.Nation == subjects.NationOf(subject)) && (_unknown is null || IsNamed(subject));

    private bool IsNamed(int subject)
    {
        if (subject >= _looked && _unknown is { Count: > 0 } unknown)
        {
            _looked = subjects.Known;
            unknown.RemoveWhere(name => subjects.Find(name) is >= 0 and var number && _numbers.Add(number));
        }

        return _numbers.Contains(subject);
    }
}
