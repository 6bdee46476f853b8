using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Partners.Feeds;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Tasking.V1;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Partners.Tests.Webhooks;

/// <summary>What of the log of missions is about orders.</summary>
public sealed class OrderSourceTests
{
    private static readonly ActingFor Partner = new("partner.ma", "MA", "partner.ma", "demo");

    [Fact]
    public async Task Orders_AreTheirOwnSubjects_AndOfTheirRecipientsNation()
    {
        var notices = await ReadAsync(new OrderSource(new Log()));

        Assert.Equal(
            [("dev.taskforce.order.acknowledged", "missions/m-1/orders/ma-atlas-12", "MA"), ("dev.taskforce.order.progressed", "missions/m-1", "")],
            notices.Select(notice => (notice.Type, notice.Subject, string.Join(' ', notice.Nations))));
        Assert.Equal([2, 3], notices.Select(notice => notice.Sequence));
    }

    [Fact]
    public async Task Missions_AreTheRest()
    {
        var notice = Assert.Single(await ReadAsync(new MissionSource(new Log())));

        Assert.Equal(("dev.taskforce.mission.dispatched", "missions/m-1", "DE MA", 1), (notice.Type, notice.Subject, string.Join(' ', notice.Nations), notice.Sequence));
    }

    [Fact]
    public void Types_OfBoth_AreNeverTheSame_AndTheOthersAreLeftOutOnPurpose()
    {
        string[] known = [.. new MissionSource(new Log()).Types, .. new OrderSource(new Log()).Types];
        EventType[] leftOut =
        [
            EventType.Unspecified, EventType.Heartbeat, EventType.RepairProposed, EventType.CheckInDue, EventType.PreemptionConsented, EventType.PreemptionRefused,
            EventType.TerritoryEntered, EventType.ResponsibilityChanged, EventType.ReportChanged, EventType.ReportSigned,
        ];

        Assert.Equal(known.Length, known.Distinct().Count());
        Assert.Equal(System.Enum.GetValues<EventType>().Length, known.Length + leftOut.Length);
    }

    private static async Task<List<Notice>> ReadAsync(EventSource source) =>
        await source.ReadAsync(Partner, "", 0, TestContext.Current.CancellationToken).Select(reading => reading.Notice).Where(notice => notice is not null).Select(notice => notice!).ToListAsync(TestContext.Current.CancellationToken);

    // A dispatch, an order that was accepted, and one whose recipient is withheld.
    private sealed class Log : MissionService.MissionServiceClient
    {
        public override AsyncServerStreamingCall<MissionEvent> WatchMissions(WatchMissionsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
            new(new Events(), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }

    private sealed class Events : IAsyncStreamReader<MissionEvent>
    {
        private readonly Queue<MissionEvent> _left = new(
        [
            Event(1, EventType.Dispatched, null),
            Event(2, EventType.OrderAcknowledged, new() { Name = "missions/m-1/orders/ma-atlas-12", Nation = "MA" }),
            Event(3, EventType.Progressed, new()),
            Event(4, EventType.ReportSigned, null),
            new() { Sequence = 4, Type = EventType.Heartbeat },
        ]);

        public MissionEvent Current { get; private set; } = new();

        public Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            var isMore = _left.TryDequeue(out var next);
            Current = next ?? Current;
            return Task.FromResult(isMore);
        }

        private static MissionEvent Event(long sequence, EventType type, Order? order) => new()
        {
            Sequence = sequence,
            Type = type,
            Time = new DateTime(2030, 3, 1, 6, 0, 0, DateTimeKind.Utc).ToTimestamp(),
            Order = order,
            Mission = new()
            {
                Name = "missions/m-1",
                Requirement = new() { Quotas = { new Type.V1.TeamRequirement.Types.NationQuota { Nation = "DE" }, new Type.V1.TeamRequirement.Types.NationQuota { Nation = "MA" } } },
            },
        };
    }
}
