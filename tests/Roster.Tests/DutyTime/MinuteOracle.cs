using TaskForce.Roster.DutyTime;

namespace TaskForce.Roster.Tests.DutyTime;

/// <summary>Plays a case minute by minute; shares nothing with the real thing but the options.</summary>
internal sealed class MinuteOracle
{
    private readonly int[] _weights;
    private readonly bool[] _works;
    private readonly (int From, int Until) _mission;
    private readonly DutyProfileOptions _profile;

    public MinuteOracle(DutyCase duty)
    {
        _profile = duty.Profile;
        _mission = (MinuteOf(duty.Mission.From), MinuteOf(duty.Mission.Until));
        (_weights, _works) = (new int[_mission.Until], new bool[_mission.Until]);
        foreach (var span in duty.Worked)
        {
            var (factor, works) = span.Kind switch
            {
                DutyKind.Duty => (_profile.Factors.Duty, true),
                DutyKind.Mission => (_profile.Factors.Mission, true),
                _ => (_profile.Factors.OnCall, !_profile.OnCallIsRest),
            };
            Work(MinuteOf(span.Period.From), Math.Min(MinuteOf(span.Period.Until), _mission.From), factor, works);
        }

        var arrival = Math.Min(_mission.Until, _mission.From + (int)duty.Travel.TotalMinutes);
        Work(_mission.From, arrival, _profile.Factors.Travel, true);
        Work(arrival, _mission.Until, _profile.Factors.Mission, true);
    }

    /// <summary>When the window first holds more than is allowed, to the tick.</summary>
    public DateTimeOffset? LegalUntil()
    {
        var (window, limit) = ((int)_profile.Rules[0].Within!.Value.TotalMinutes, (long)_profile.Rules[0].MaxDuty!.Value.TotalMinutes * 1000);
        for (var minute = _mission.From; minute < _mission.Until; minute++)
        {
            var (held, next) = (Held(minute, window), Held(minute + 1, window));
            if (held > limit)
            {
                return DutySamples.Origin.AddMinutes(minute);
            }

            if (next > limit)
            {
                // Within a minute the window fills evenly.
                return DutySamples.Origin.AddMinutes(minute).AddTicks((limit - held) * TimeSpan.TicksPerMinute / (next - held));
            }
        }

        return null;
    }

    /// <summary>Minutes of rest before the mission; null if there was no duty before.</summary>
    public int? Rest()
    {
        var last = Array.FindLastIndex(_works, _mission.From - 1, works => works);
        return last < 0 ? null : _mission.From - 1 - last;
    }

    private long Held(int minute, int window)
    {
        var sum = 0L;
        foreach (var weight in _weights.AsSpan(Math.Max(0, minute - window)..minute))
        {
            sum += weight;
        }

        return sum;
    }

    private void Work(int from, int until, decimal factor, bool works)
    {
        for (var i = from; i < until; i++)
        {
            _weights[i] = Math.Max(_weights[i], (int)(factor * 1000));
            _works[i] |= works;
        }
    }

    private static int MinuteOf(DateTimeOffset time) => (int)(time - DutySamples.Origin).TotalMinutes;
}
