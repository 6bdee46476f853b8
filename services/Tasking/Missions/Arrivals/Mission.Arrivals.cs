using TaskForce.Tasking.Orders;
using static TaskForce.Tasking.Missions.MissionState;

namespace TaskForce.Tasking.Missions;

/// <summary>How a mission follows the arrivals of its recipients.</summary>
internal sealed partial record Mission
{
    /// <summary>A recipient has arrived. Says nothing new once somebody has, unless it was earlier.</summary>
    /// <param name="time">When, by the clock of a device.</param>
    /// <param name="now">Now.</param>
    public Mission Arrive(DateTimeOffset time, DateTimeOffset now)
    {
        var arrival = Within(time, now);
        return State is not OnScene ? MoveTo(OnScene, now) with { ArrivalTime = arrival }
            : arrival < ArrivalTime ? this with { ArrivalTime = arrival, UpdateTime = now } : this;
    }

    /// <summary>Positions show when its recipients arrived, or that they did not. After its end that changes the time and nothing else.</summary>
    /// <param name="stage">The farthest that a recipient has got.</param>
    /// <param name="first">When the first recipient arrived; null if none has.</param>
    /// <param name="now">Now.</param>
    public Mission CorrectArrival(Stage stage, DateTimeOffset? first, DateTimeOffset now)
    {
        var arrival = first is { } time ? Within(time, now) : (DateTimeOffset?)null;
        var next = !IsLive || DispatchTime is null ? State
            : stage >= Stage.OnScene ? OnScene
            : State is OnScene ? stage == Stage.EnRoute ? EnRoute : Ordered
            : State;
        return next != State ? MoveTo(next, now) with { ArrivalTime = arrival }
            : arrival != ArrivalTime ? this with { ArrivalTime = arrival, UpdateTime = now } : this;
    }

    // A device's clock may be wrong; nobody arrives before being sent, or after it was told.
    private DateTimeOffset Within(DateTimeOffset time, DateTimeOffset now) => time > now ? now : time < DispatchTime ? DispatchTime.Value : time;
}
