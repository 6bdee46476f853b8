using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.Missions;

namespace TaskForce.Tasking.Operations;

/// <summary>What people decide about an operation.</summary>
/// <param name="Missions">The parts, <c>missions/{mission}</c> each.</param>
/// <param name="HHour">The common start.</param>
internal sealed record OperationPlan(string Title, ImmutableArray<string> Missions, DateTimeOffset HHour)
{
    private const int FewestMissions = 2;
    private const int MostMissions = 100;

    /// <summary>How long a team's word holds.</summary>
    public TimeSpan ReadinessValidity { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How well each device's clock must be known.</summary>
    public TimeSpan MaxClockUncertainty { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Within what time every device must acknowledge a hold or an abort.</summary>
    public TimeSpan AcknowledgeWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether the same teams start at the same time: then nobody needs to be told anew.</summary>
    public bool StartsAs(OperationPlan other) => HHour == other.HHour && Missions.SequenceEqual(other.Missions);

    /// <summary>Reads a plan, naming everything that is wrong with it.</summary>
    public static OperationPlan Read(V1.Operation asked)
    {
        var violations = new Violations();
        violations.Require(asked, "operation.");
        violations.CheckText(asked.Title, 1, 200, "operation.title");
        violations.CheckEach(asked.Missions, "operation.missions", each => ResourceName.TryParse<MissionName>(each) is not null, "is not a name of the form missions/{mission}");
        violations.Check(asked.Missions.Count is 0 or (>= FewestMissions and <= MostMissions), "operation.missions", $"must have {FewestMissions} to {MostMissions} missions");
        violations.Check(asked.Missions.Distinct().Count() == asked.Missions.Count, "operation.missions", "names a mission twice");
        var plan = new OperationPlan(asked.Title.Trim(), [.. asked.Missions], asked.HHour?.ToDateTimeOffset() ?? default);
        plan = plan with
        {
            ReadinessValidity = Within(
                asked.ReadinessValidity, plan.ReadinessValidity, TimeSpan.FromSeconds(10), TimeSpan.FromHours(24), "operation.readiness_validity", violations),
            MaxClockUncertainty = Within(
                asked.MaxClockUncertainty, plan.MaxClockUncertainty, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10), "operation.max_clock_uncertainty", violations),
            AcknowledgeWithin = Within(
                asked.AcknowledgeWithin, plan.AcknowledgeWithin, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), "operation.acknowledge_within", violations),
        };
        violations.ThrowIfAny();
        return plan;
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> unless H is in the future.</exception>
    public void MustLieAhead(DateTimeOffset now)
    {
        var violations = new Violations();
        violations.Check(HHour > now, "operation.h_hour", $"must be in the future; it is {now:u}");
        violations.ThrowIfAny();
    }

    private static TimeSpan Within(Duration? asked, TimeSpan usual, TimeSpan least, TimeSpan most, string field, Violations violations)
    {
        var time = asked?.ToTimeSpan() ?? usual;
        violations.Check(time >= least && time <= most, field, $"must be {least} to {most}");
        return time;
    }
}
