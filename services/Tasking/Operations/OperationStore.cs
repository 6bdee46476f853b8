using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Release;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Operations;

/// <summary>An operation as stored.</summary>
internal sealed class OperationRow : Row<Operation>
{
    public OperationState State { get; private set; }

    protected override string NameOf(Operation value) => value.Name.ToString();

    protected override void Index(Operation value) => State = value.State;
}

/// <summary>A mission that is part of a live operation: its key keeps it out of every other.</summary>
internal sealed class OperationPartRow
{
    public required string Mission { get; init; }

    public required string Operation { get; set; }
}

internal static class OperationStore
{
    public const string Topic = "operations";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<OperationRow> GetAsync(this DbSet<OperationRow> operations, OperationName name) =>
        await operations.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "OPERATION_NOT_FOUND", $"{name} does not exist.");

    public static IQueryable<OperationRow> Matching(this IQueryable<OperationRow> rows, V1.OperationFilter? filter)
    {
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (OperationState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        return filter is { Operation.Length: > 0 } ? rows.Where(row => row.Name == filter.Operation) : rows;
    }

    /// <summary>The same filter for an event of the watch.</summary>
    public static bool Includes(this V1.OperationFilter? filter, V1.Operation operation) => filter is null
        || ((filter.States.Count == 0 || filter.States.Contains(operation.State))
            && (filter.Operation.Length == 0 || filter.Operation == operation.Name));

    /// <summary>What an operation with these missions depends on, as it is now.</summary>
    public static async Task<Picture> PictureOfAsync(this TaskingDb db, OperationName operation, IReadOnlyCollection<string> missions)
    {
        var rows = await db.Missions.Where(mission => missions.Contains(mission.Name)).ToListAsync();
        var orders = (await db.Orders.Where(order => missions.Contains(order.Mission)).ToListAsync()).ToLookup(order => order.Mission, order => order.Value);
        var name = operation.ToString();
        var devices = (await db.OperationDevices.Where(device => device.Operation == name).ToListAsync()).Select(row => row.Value).ToList();
        var members = devices.Select(device => device.Member).Distinct().ToList();
        var clocks = await db.DeviceClocks.Where(clock => members.Contains(clock.Member)).ToListAsync();
        return new(
            rows.ToDictionary(row => row.Name, row => PartView.Of(row.Value, orders[row.Name])),
            devices,
            clocks.ToDictionary(clock => (clock.Member, clock.Device), clock => clock.Value));
    }

    /// <summary>An operation with all that it depends on, as a caller sees it.</summary>
    public static async Task<V1.Operation> ToProtoAsync(this TaskingDb db, OperationRow row, DateTimeOffset now) =>
        row.ToProto(await db.PictureOfAsync(row.Value.Name, row.Value.Plan.Missions), now);

    /// <summary>Notes what happened to an operation and returns it as the caller sees it.</summary>
    public static V1.Operation Record(this TaskingDb db, OperationRow row, Picture picture, V1.OperationEvent.Types.Type type, Moment moment)
    {
        var operation = row.ToProto(picture, moment.Now);
        db.Append(Topic, operation.Name, new V1.OperationEvent { Type = type, Time = moment.Now.ToTimestamp(), Operation = operation, Actor = moment.Actor, ActorNations = { moment.Units } });
        return operation;
    }

    /// <summary>Notes what happened to one device. A hundred of them speak within seconds: nobody looks at the whole operation for each.</summary>
    public static async Task RecordAsync(this TaskingDb db, OperationRow row, OperationDevice device, V1.OperationEvent.Types.Type type, Moment moment)
    {
        var clock = await db.DeviceClocks.FindAsync(device.Member, device.Device);
        var recipient = row.Value.RecipientOf(device.Member);
        db.Append(Topic, row.Name, new V1.OperationEvent
        {
            Type = type,
            Time = moment.Now.ToTimestamp(),
            Operation = row.ToHead(),
            Actor = moment.Actor,
            ActorNations = { (moment with { Unit = recipient.Nation }).Units },
            Device = device.ToProto(recipient, row.Value, clock?.Value, moment.Now),
        });
    }
}

/// <summary>Who changes something, and when.</summary>
internal readonly record struct Moment(string Actor, DateTimeOffset Now)
{
    /// <summary>The actor's nation, if that is a field unit.</summary>
    public string? Unit { get; init; }

    /// <summary>The actor's nation, whoever that is; null for this service.</summary>
    public string? Nation { get; init; }

    /// <summary>The nation of the unit as the contract has it.</summary>
    public IEnumerable<string> Units => Unit is { Length: > 0 } nation && Actor != Release.Units.Service ? [nation] : [];

    public static Moment OfService(DateTimeOffset now) => new(Release.Units.Service, now);

    public static Moment Of(Caller caller, DateTimeOffset now) => new(caller.Subject, now) { Unit = caller.UnitNation(), Nation = caller.Nation };
}
