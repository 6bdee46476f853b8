using System.Collections.Immutable;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Release;
using Instruction = TaskForce.Tasking.V1.HHourOrder.Types.Instruction;
using Kind = TaskForce.Tasking.V1.Operation.Types.Obstacle.Types.Kind;

namespace TaskForce.Tasking.Operations;

/// <summary>One thing that keeps an operation from a go.</summary>
/// <param name="Subject">Whose: a nation, a mission or a member.</param>
internal sealed record Obstacle(Kind Kind, string Subject, string Message)
{
    /// <summary>The member's nation; empty unless it is a member's.</summary>
    public string Nation { get; init; } = "";

    public string CallSign { get; init; } = "";

    /// <summary>The device, if it is one's.</summary>
    public string Device { get; init; } = "";

    /// <summary>One of a recipient: its text names nobody, for everybody reads it.</summary>
    public static Obstacle Of(Kind kind, Recipient recipient, string device, string message) =>
        new(kind, recipient.Member, message) { Nation = recipient.Nation, CallSign = recipient.CallSign, Device = device };
}

/// <summary>The go rule: every nation has given its go, every team is ready, every clock is known well enough.</summary>
internal static class Obstacles
{
    /// <summary>Everything that keeps it from a go, in the order in which people can do something about it.</summary>
    public static ImmutableArray<Obstacle> Of(Operation operation, Picture picture, DateTimeOffset now)
    {
        if (operation.State is not (OperationState.Planned or OperationState.Held))
        {
            return [];
        }

        var passed = now < operation.Plan.HHour ? [] : new[] { new Obstacle(Kind.HHourPassed, operation.Name.ToString(), $"H was at {operation.Plan.HHour:u}; set another.") };
        return [.. passed, .. Standing(operation, picture, now), .. Missing(operation, picture)];
    }

    /// <summary>The same without the goes: what must stay away until H.</summary>
    public static ImmutableArray<Obstacle> Standing(Operation operation, Picture picture, DateTimeOffset now) =>
        [.. Unready(operation, picture), .. Unknown(operation, picture, now), .. Unheard(operation, picture)];

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>OBSTACLES</c>, with each of them.</exception>
    public static void MustBeNone(Operation operation, Picture picture, DateTimeOffset now)
    {
        var found = Of(operation, picture, now).Where(obstacle => obstacle.Kind != Kind.GoMissing).ToList();
        if (found.Count > 0)
        {
            throw new DomainException(Fault.Rejected, "OBSTACLES",
                $"There can be no go for {operation.Name} yet: {string.Join(" ", found.Select(obstacle => obstacle.Message))}",
                [.. found.Select(obstacle => new Violation(obstacle.Nation.Length > 0 ? obstacle.Nation : obstacle.Subject, obstacle.Message))]);
        }
    }

    private static IEnumerable<Obstacle> Missing(Operation operation, Picture picture) =>
        from nation in picture.Nations
        let word = operation.Goes.FirstOrDefault(go => go.Nation == nation)
        where word is not { IsGo: true }
        select new Obstacle(Kind.GoMissing, nation, word is null ? $"{nation} has not given its go." : $"{nation} says no go: {word.Reason}");

    private static IEnumerable<Obstacle> Unready(Operation operation, Picture picture)
    {
        foreach (var part in operation.Parts)
        {
            if (picture.Parts.GetValueOrDefault(part.Mission) is { IsLive: true } mission && Unready(part, mission) is { } obstacle)
            {
                yield return obstacle;
            }
        }
    }

    private static Obstacle? Unready(Part part, PartView mission) => (mission, part.Readiness) switch
    {
        ({ IsDispatched: false }, _) => new(Kind.NotDispatched, part.Mission, $"{mission.Title} was not dispatched; it is {WireName.Of(mission.State.ToProto())}."),
        ({ NotAccepted.Length: > 0 }, _) => new(Kind.NotAccepted, part.Mission, $"Not accepted for {mission.Title} by {Units.Count(mission.NotAccepted)}."),
        (_, Readiness.NotReady) => new(Kind.NotReady, part.Mission, $"The team of {mission.Title} is not ready: {part.Reason}"),
        (_, Readiness.Unknown) => new(Kind.NotReady, part.Mission,
            $"Nothing is known of the team of {mission.Title}: {(part.Reason.Length > 0 ? part.Reason : "it has not said that it is ready.")}"),
        _ => null,
    };

    // A device that came after the go is no reason to stop the others; it must know its clock to release.
    private static IEnumerable<Obstacle> Unknown(Operation operation, Picture picture, DateTimeOffset now)
    {
        foreach (var recipient in operation.Taking)
        {
            var devices = picture.Devices.Where(device => device.Member == recipient.Member).ToList();
            if (devices.Count == 0)
            {
                yield return Obstacle.Of(Kind.OrderNotStored, recipient, "", $"No device of a member of {recipient.Nation} has the H-hour order.");
            }

            foreach (var device in devices.Where(device => !device.IsLate))
            {
                if (picture.ClockOf(device) is not { } clock)
                {
                    yield return Obstacle.Of(Kind.ClockUnknown, recipient, device.Device, $"The clock of a device of {recipient.Nation} is not known.");
                }
                else if (clock.UncertaintyAt(now) > operation.Plan.MaxClockUncertainty)
                {
                    var (known, limit) = (clock.UncertaintyAt(now).TotalMilliseconds, operation.Plan.MaxClockUncertainty.TotalMilliseconds);
                    yield return Obstacle.Of(Kind.ClockUncertain, recipient, device.Device,
                        $"The clock of a device of {recipient.Nation} is known to {known:0} ms; at most {limit:0} ms are allowed.");
                }
            }
        }
    }

    private static IEnumerable<Obstacle> Unheard(Operation operation, Picture picture) =>
        from recipient in operation.Taking
        where operation.Current.Instruction == Instruction.Hold
        from device in picture.Devices
        where device.Member == recipient.Member && device.RungOf(operation.Current.Revision) < V1.HHourOrder.Types.Rung.Acknowledged
        select Obstacle.Of(Kind.HoldNotAcknowledged, recipient, device.Device, $"A device of {recipient.Nation} has not acknowledged the hold.");
}
