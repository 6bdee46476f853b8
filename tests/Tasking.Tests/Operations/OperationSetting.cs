using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;
using static TaskForce.Roster.V1.TeamMember.Types;
using MissionState = TaskForce.Tasking.V1.Mission.Types.State;
using Rung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Tests.Operations;

/// <summary>A tasking service at a time of its own, with operations as far as a test wants them.</summary>
internal sealed class OperationSetting(TaskingApp app, FakeTimeProvider clock) : IAsyncDisposable
{
    public const string Device = "phone";

    public static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private int _operations;

    /// <summary>How the names of its operations begin.</summary>
    public string Prefix { get; init; } = "ring";

    public TaskingApp App => app;

    public FakeTimeProvider Clock => clock;

    /// <summary>H of the operations.</summary>
    public DateTimeOffset H => clock.GetUtcNow().AddMinutes(3);

    public static OperationSetting On(TestStore store)
    {
        var clock = new FakeTimeProvider(Noon);
        return new(new(store, clock), clock);
    }

    public static OperationSetting In(string directory, FakeTimeProvider clock) => new(new(clock, directory), clock);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Two of each: a leader of one nation and a deputy of the other.</summary>
    public static IEnumerable<Roster.V1.TeamMember> Pair(string name) =>
    [
        new() { Member = $"members/de-{name}", Role = Role.Leader },
        new() { Member = $"members/ma-{name}", Role = Role.Deputy },
    ];

    /// <summary>The members of a pair, as their tokens know them.</summary>
    public static string[] Members(string name) => [$"de-{name}", $"ma-{name}"];

    /// <summary>An operation of dispatched missions, one for each name, that every member has accepted.</summary>
    public async Task<V1.Operation> AcceptedAsync(DateTimeOffset h, params string[] names)
    {
        var missions = new List<string>();
        foreach (var name in names)
        {
            var mission = await app.MissionAsync(MissionState.Ordered, Pair(name));
            foreach (var member in Members(name))
            {
                await app.Field(member).AcknowledgeOrderAsync(new()
                {
                    Name = $"{mission.Name}/orders/{member}",
                    Rung = V1.Order.Types.Rung.Accepted,
                    Device = Device,
                    DeviceTime = clock.GetUtcNow().ToTimestamp(),
                });
            }

            missions.Add(mission.Name);
        }

        return await app.Operations().CreateOperationAsync(new()
        {
            OperationId = $"{Prefix}-{++_operations}",
            Operation = new() { Title = "Ring", Missions = { missions }, HHour = h.ToTimestamp() },
        });
    }

    /// <summary>The same with the order on each device, its clock known, and every team ready.</summary>
    public async Task<V1.Operation> ReadyAsync(DateTimeOffset h, params string[] names)
    {
        var operation = await AcceptedAsync(h, names);
        foreach (var member in names.SelectMany(Members))
        {
            await ReachAsync(member, operation, Rung.Stored);
            await MeasureAsync(member, TimeSpan.FromMilliseconds(20));
        }

        foreach (var (mission, name) in operation.Missions.Zip(names))
        {
            operation = await SayAsync(operation.Name, mission, $"field:de-{name}", V1.Operation.Types.Readiness.Ready);
        }

        return await app.Operations().GetOperationAsync(new() { Name = operation.Name });
    }

    /// <summary>The same with every nation's go.</summary>
    public async Task<V1.Operation> GoingAsync(DateTimeOffset h, params string[] names)
    {
        var operation = await ReadyAsync(h, names);
        await app.Operations("commander.de").GiveGoAsync(new() { Name = operation.Name });
        return await app.Operations("commander.ma").GiveGoAsync(new() { Name = operation.Name });
    }

    public async Task<V1.Operation> GetAsync(string operation) => await app.Operations().GetOperationAsync(new() { Name = operation });

    public async Task<V1.Operation> SayAsync(string operation, string mission, string profile, V1.Operation.Types.Readiness readiness, string reason = "") =>
        await app.Operations(profile).SetReadinessAsync(new() { Name = operation, Mission = mission, Readiness = readiness, Reason = reason });

    public async Task<V1.HHourOrder> ReachAsync(string member, V1.Operation operation, Rung rung, string device = Device) =>
        await app.Operations($"field:{member}").AcknowledgeHHourOrderAsync(new()
        {
            Name = operation.Name,
            Device = device,
            Revision = operation.Revision,
            Rung = rung,
            DeviceTime = clock.GetUtcNow().ToTimestamp(),
        });

    public async Task<V1.HHourOrder> ReleaseAsync(string member, V1.Operation operation, DateTimeOffset time) =>
        await app.Operations($"field:{member}").ReportReleaseAsync(new()
        {
            Name = operation.Name,
            Device = Device,
            Revision = operation.Revision,
            Release = new() { DeviceTime = time.ToTimestamp(), CorrectedTime = time.ToTimestamp(), Uncertainty = TimeSpan.FromMilliseconds(20).ToDuration() },
        });

    /// <summary>A device measures its clock once and says what it found.</summary>
    public async Task<V1.StreamClockResponse> MeasureAsync(string member, TimeSpan uncertainty, string device = Device)
    {
        using var call = app.Field(member).StreamClock();
        await call.RequestStream.WriteAsync(new()
        {
            Device = device,
            Id = 7,
            Estimate = new()
            {
                Offset = TimeSpan.FromHours(2).ToDuration(),
                Uncertainty = uncertainty.ToDuration(),
                RoundTrip = (uncertainty * 2).ToDuration(),
                MeasureTime = clock.GetUtcNow().ToTimestamp(),
            },
        });
        await call.RequestStream.CompleteAsync();
        await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        var answer = call.ResponseStream.Current;
        // The stream ends when what it said is kept.
        await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
        return answer;
    }

    /// <summary>Waits for an event of an operation.</summary>
    public async Task<V1.OperationEvent> UntilAsync(string operation, V1.OperationEvent.Types.Type type)
    {
        using var watch = app.Operations().WatchOperations(new() { Filter = new() { Operation = operation } });
        await foreach (var change in watch.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (change.Type == type)
            {
                return change;
            }
        }

        throw new InvalidOperationException("The watch ended.");
    }

    /// <summary>The instructions that a member's devices get from the beginning of their orders.</summary>
    public async Task<List<V1.HHourOrder>> ReceiveAsync(string member, int count)
    {
        using var orders = app.Field(member).ReceiveOrders(new() { Device = Device });
        return await orders.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken)
            .Where(change => change.HHour is not null).Take(count).Select(change => change.HHour).ToListAsync(TestContext.Current.CancellationToken);
    }
}
