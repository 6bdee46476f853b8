using System.Numerics;
using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.Map;

/// <summary>
/// The subjects of which something became known since this was last asked: a bit each, however much came. Noting a point costs the same however many maps
/// are watched. Not thread safe: the feed's gate guards it.
/// </summary>
internal sealed class ChangedSubjects
{
    private ulong[] _words = new ulong[64];
    private TaskCompletionSource? _waiting;

    /// <summary>Grows whenever there is something to see to.</summary>
    public long Stamp { get; private set; }

    public void Note(ReadOnlySpan<Fix> points)
    {
        foreach (ref readonly var point in points)
        {
            var word = point.Subject >> 6;
            if (word >= _words.Length)
            {
                Array.Resize(ref _words, Math.Max(word + 1, _words.Length * 2));
            }

            _words[word] |= 1UL << point.Subject;
        }

        Wake();
    }

    /// <summary>Adds the changed ones to a list and begins anew.</summary>
    public void TakeTo(List<int> subjects)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            for (var word = _words[i]; word != 0; word &= word - 1)
            {
                subjects.Add((i << 6) + BitOperations.TrailingZeroCount(word));
            }

            _words[i] = 0;
        }
    }

    /// <summary>Ends when there is something later than a stamp.</summary>
    public Task AfterAsync(long stamp) =>
        Stamp != stamp ? Task.CompletedTask : (_waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Ends all waits: a subject has changed, or there is something else to see to.</summary>
    public void Wake()
    {
        Stamp++;
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
