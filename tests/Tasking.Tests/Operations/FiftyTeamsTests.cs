using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Client;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;
using HHourRung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;
using Instruction = TaskForce.Tasking.V1.HHourOrder.Types.Instruction;

namespace TaskForce.Tasking.Tests.Operations;

/// <summary>
/// Fifty teams, a hundred devices with wrong clocks on bad networks, and one H. The service and what a device decides with are the real ones; the
/// network below the clock's probes is simulated, so that true time is known exactly and nothing waits.
/// </summary>
public class FiftyTeamsTests
{
    private const int Teams = 50;
    private const int Seed = 20300101;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Release_FiftyTeams_EveryDeviceReleasesAtHWithinItsUncertainty()
    {
        using var store = new SqliteTestStore();
        await using var setting = OperationSetting.On(store);
        var h = setting.Clock.GetUtcNow().AddMinutes(4);
        var names = Enumerable.Range(0, Teams).Select(team => $"t{team:00}").ToArray();
        var operation = await setting.App.Operations().CreateOperationAsync(
            new() { Operation = new() { Title = "Fifty", Missions = { await SeedAsync(setting, names) }, HHour = h.ToTimestamp() } });
        var random = new Random(Seed);
        var units = names.SelectMany(OperationSetting.Members).Select(member => new Unit(member, random, setting.Clock.GetUtcNow())).ToList();

        foreach (var unit in units)
        {
            unit.Probe();
            await setting.ReachAsync(unit.Member, operation, HHourRung.Stored);
            await setting.MeasureAsync(unit.Member, unit.Sync.Read()!.Uncertainty);
        }

        foreach (var (mission, name) in operation.Missions.Zip(names))
        {
            await setting.SayAsync(operation.Name, mission, $"field:de-{name}", V1.Operation.Types.Readiness.Ready);
        }

        await setting.App.Operations("commander.de").GiveGoAsync(new() { Name = operation.Name });
        operation = await setting.App.Operations("commander.ma").GiveGoAsync(new() { Name = operation.Name });
        Assert.Equal(V1.Operation.Types.State.Go, operation.State);

        foreach (var unit in units)
        {
            (await setting.ReceiveAsync(unit.Member, 2)).ForEach(unit.Hear);
            // Nothing is heard any more from here on: each device lets go by itself.
            var released = unit.RunUntilReleased();

            var error = (released - h).Duration();
            var stated = unit.Guard.Release!.Uncertainty.ToTimeSpan();
            Assert.True(error <= stated, $"{unit.Member} released {error} from H and stated {stated}");
            Assert.True(stated <= Limit, $"{unit.Member} stated {stated}");
            Assert.False(unit.Guard.Release.Late);
        }

        // Without the measurement most would have been hours away.
        Assert.True(units.Max(unit => unit.WallOffset.Duration()) > TimeSpan.FromHours(2));
        setting.Clock.Advance(h - setting.Clock.GetUtcNow() + TimeSpan.FromSeconds(2));
        foreach (var unit in units)
        {
            await setting.App.Operations($"field:{unit.Member}").ReportReleaseAsync(
                new() { Name = operation.Name, Device = OperationSetting.Device, Revision = operation.Revision, Release = unit.Guard.Release });
        }

        var over = await setting.GetAsync(operation.Name);
        Assert.Equal(2 * Teams, over.Devices.Count(device => device.Release is { Late: false } release
            && (release.CorrectedTime.ToDateTimeOffset() - h).Duration() <= release.Uncertainty.ToTimeSpan()));
        var record = await setting.App.Operations().GetOperationRecordAsync(new() { Name = $"{operation.Name}/record" });
        Assert.Equal((true, 0), (record.Sealed, record.BrokenEntry));
    }

    [Fact]
    public void Release_NoGoHasCome_NobodyReleases()
    {
        var random = new Random(Seed);
        foreach (var unit in Enumerable.Range(0, Teams).Select(team => new Unit($"de-{team}", random, OperationSetting.Noon)))
        {
            unit.Hear(Order(Instruction.Wait, 1));
            unit.Probe();

            Assert.Null(unit.RunPast(TimeSpan.FromMinutes(10)));
        }
    }

    [Fact]
    public void Release_AbortComesAfterTheGo_NobodyReleases()
    {
        var random = new Random(Seed);
        foreach (var unit in Enumerable.Range(0, Teams).Select(team => new Unit($"de-{team}", random, OperationSetting.Noon)))
        {
            unit.Probe();
            unit.Hear(Order(Instruction.Go, 2));
            unit.Hear(Order(Instruction.Abort, 3));
            // An older instruction that was on its way for long changes nothing.
            unit.Hear(Order(Instruction.Go, 2));

            Assert.Null(unit.RunPast(TimeSpan.FromMinutes(10)));
        }
    }

    // Missions that were dispatched and accepted, written at once: how they come to be is told elsewhere.
    private static async Task<List<string>> SeedAsync(OperationSetting setting, string[] names)
    {
        var hotspot = await setting.App.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot });
        var now = setting.Clock.GetUtcNow();
        return await setting.App.Services.GetRequiredService<Journal<TaskingDb>>().ChangeAsync(async db =>
        {
            foreach (var name in names)
            {
                var team = new AssignedTeam($"teams/{name}", [.. OperationSetting.Pair(name)], []);
                foreach (var member in team.Members)
                {
                    (member.CallSign, member.Nation) = (member.Member, member.Member.Contains("/de-", StringComparison.Ordinal) ? "DE" : "MA");
                }

                var brief = new MissionBrief(ResourceName.Parse<HotspotName>(hotspot.Name), new("human-trafficking"), name, "", "MA", new());
                var mission = Mission.Plan(new($"m-{name}"), brief, now).Assign(team, "sample", now)
                    .Approve(new("DE", "commander.de", "", ""), now).Approve(new("MA", "commander.ma", "", ""), now).Dispatch(now);
                var row = new MissionRow();
                row.Set(mission);
                db.Missions.Add(row);
                await db.GiveOrdersAsync(mission, team.Members, OrderKind.Deploy, "", new(), now);
            }

            foreach (var order in db.Orders.Local)
            {
                order.Set(order.Value.Acknowledge(new(Rung.Accepted, now, now, OperationSetting.Device, "")));
            }

            return names.Select(name => $"missions/m-{name}").ToList();
        }, TestContext.Current.CancellationToken);
    }

    private static V1.HHourOrder Order(Instruction instruction, long revision) => new()
    {
        Operation = "operations/ring",
        Instruction = instruction,
        Revision = revision,
        HHour = OperationSetting.Noon.AddMinutes(3).ToTimestamp(),
        MaxClockUncertainty = Limit.ToDuration(),
    };

    /// <summary>A device: clocks up to half a day wrong and up to 100 ppm fast or slow, on a link that delays, favours one way, jitters and loses.</summary>
    private sealed class Unit
    {
        private readonly Random _random;
        private readonly DeviceWorld _world;
        private readonly double _baseSeconds;
        private readonly double _asymmetry;

        public Unit(string member, Random random, DateTimeOffset start)
        {
            (Member, _random) = (member, random);
            WallOffset = TimeSpan.FromHours(random.NextDouble() * 24 - 12);
            _world = new(WallOffset, (random.NextDouble() * 2 - 1) * 100e-6, start);
            (_baseSeconds, _asymmetry) = (0.02 + random.NextDouble() * 0.2, random.NextDouble());
            Sync = new(_world.Clock);
            Guard = new(Sync);
        }

        public string Member { get; }

        public TimeSpan WallOffset { get; }

        public ClockSync Sync { get; }

        public HHourGuard Guard { get; }

        public void Hear(V1.HHourOrder order) => Guard.Hear(order, fromServer: true);

        /// <summary>Twenty probes, a third of which are lost.</summary>
        public void Probe()
        {
            for (var i = 0; i < 20; i++)
            {
                if (_random.NextDouble() > 0.33 || i == 19)
                {
                    _world.Probe(Sync, Way(_asymmetry), Way(1 - _asymmetry), TimeSpan.FromMilliseconds(_random.NextDouble()));
                }

                _world.Pass(TimeSpan.FromSeconds(1));
            }
        }

        /// <summary>Runs as the device would, and gives the true time of its release.</summary>
        public DateTimeOffset RunUntilReleased() => RunPast(TimeSpan.FromHours(1)) ?? throw new InvalidOperationException($"{Member} has not released.");

        /// <summary>The same, for so long at most.</summary>
        public DateTimeOffset? RunPast(TimeSpan most)
        {
            var end = _world.Now + most;
            while (_world.Now < end)
            {
                var step = Guard.Decide();
                if (step.Act == HHourAct.Release)
                {
                    return _world.Now;
                }

                _world.PassOnDevice(step.Act == HHourAct.Wait ? step.Wait : TimeSpan.FromSeconds(5));
            }

            return null;
        }

        // The way's share of the delay, and jitter with a long tail.
        private TimeSpan Way(double share) => TimeSpan.FromSeconds(_baseSeconds * share - 0.05 * Math.Log(1 - _random.NextDouble()));
    }
}
