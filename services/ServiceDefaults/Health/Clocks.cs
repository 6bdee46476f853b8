using System.Collections.Concurrent;

namespace TaskForce.ServiceDefaults.Health;

/// <summary>By how much another clock is ahead of ours: somewhere between two bounds.</summary>
/// <param name="Whose">The other's: <c>database</c>, <c>roster</c>.</param>
/// <param name="Least">The lower bound; negative if it may be behind.</param>
/// <param name="Most">The upper bound.</param>
internal sealed record ClockReading(string Whose, TimeSpan Least, TimeSpan Most)
{
    /// <summary>By how much it is surely ahead, negative for behind; nothing as long as both may be the same.</summary>
    public TimeSpan Sure => Least > TimeSpan.Zero ? Least : Most < TimeSpan.Zero ? Most : TimeSpan.Zero;

    public TimeSpan Width => Most - Least;
}

/// <summary>
/// What is known of other clocks, by what is said anyway: the database's answer, and the date of each answer of another service. No protocol of time: it tells a clock that
/// is off, not which. Thread safe.
/// </summary>
/// <param name="clock">Ours.</param>
internal sealed class Clocks(TimeProvider clock)
{
    // Kestrel says whole seconds, and looks at its clock once in each.
    private static readonly TimeSpan DateIsGood = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Best = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (ClockReading Reading, long Since)> _last = [];

    /// <summary>What was heard in the last minutes.</summary>
    public IReadOnlyList<ClockReading> Readings =>
        [.. _last.Values.Where(each => clock.GetElapsedTime(each.Since) < Kept).Select(each => each.Reading).OrderBy(reading => reading.Whose, StringComparer.Ordinal)];

    /// <summary>Another clock showed a time at some instant after a question was sent and before now.</summary>
    public void Note(string whose, DateTimeOffset sent, DateTimeOffset shown) => Note(whose, sent, shown, shown);

    /// <summary>Another service's answer has a date.</summary>
    public void NoteDate(string whose, DateTimeOffset sent, DateTimeOffset date) => Note(whose, sent, date, date + DateIsGood);

    // A slow answer bounds the difference worse than a quick one of a moment ago.
    private void Note(string whose, DateTimeOffset sent, DateTimeOffset earliest, DateTimeOffset latest)
    {
        var reading = new ClockReading(whose, earliest - clock.GetUtcNow(), latest - sent);
        var now = clock.GetTimestamp();
        _last.AddOrUpdate(whose, (reading, now), (_, last) =>
            last.Reading.Width <= reading.Width && clock.GetElapsedTime(last.Since, now) < Best ? last : (reading, now));
    }
}
