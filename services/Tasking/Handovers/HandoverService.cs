using Grpc.Core;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.HandoverEvent.Types.Type;

namespace TaskForce.Tasking.Handovers;

internal sealed partial class HandoverService(Journal<TaskingDb> journal, Watch<TaskingDb> watch, TimeProvider clock)
    : V1.HandoverService.HandoverServiceBase
{
    private const int MostMissions = 1000;
    private static readonly TimeSpan UsualValidity = TimeSpan.FromMinutes(15);

    public override Task<V1.Handover> OfferHandover(V1.OfferHandoverRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var offer = Read(request, caller, now);

        return journal.ChangeAsync(request, caller, async db =>
        {
            await db.OfferedAsync(offer);
            var row = new HandoverRow();
            row.Set(offer);
            db.Handovers.Add(row);
            await db.SetDeadlineAsync(HandoverChanges.Kind, row.Name, offer.ExpireTime);
            return db.Record(row, EventType.Offered, caller.Subject, now);
        }, context.CancellationToken);
    }

    public override async Task<V1.Handover> GetHandover(V1.GetHandoverRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<HandoverName>(request.Name);

        var row = await journal.ReadAsync(db => db.Handovers.GetAsync(name), context.CancellationToken);

        return row.ToProto();
    }

    public override Task<V1.ListHandoversResponse> ListHandovers(V1.ListHandoversRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var page = await db.Handovers.Matching(request.Filter).ToPageAsync<HandoverRow, Handover>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            return new V1.ListHandoversResponse
            {
                Handovers = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);

    public override Task<V1.Handover> AcceptHandover(V1.AcceptHandoverRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, request.Etag, request, EventType.Accepted, context, async (db, offer, caller, now) =>
        {
            // Whether the caller may at all comes before whether there is still something to take.
            offer.Accept(caller, [], now);
            var missions = await db.OfferedAsync(offer);
            await db.PassOnAsync(offer, missions, now);
            return offer.Accept(caller, missions.Select(row => row.Name), now);
        });

    public override Task<V1.Handover> DeclineHandover(V1.DeclineHandoverRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, request.Etag, request, EventType.Declined, context,
            (_, offer, caller, now) => Task.FromResult(offer.Decline(caller, now)));

    public override Task WatchHandovers(
        V1.WatchHandoversRequest request, IServerStreamWriter<V1.HandoverEvent> responseStream, ServerCallContext context) =>
        watch.SendAsync(HandoverStore.Topic, request.After, e => request.Filter.Includes(e.Handover), responseStream, context.CancellationToken);

    private Task<V1.Handover> ChangeAsync(
        string handover, string etag, Google.Protobuf.IMessage request, EventType type, ServerCallContext context,
        Func<TaskingDb, Handover, Caller, DateTimeOffset, Task<Handover>> change)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<HandoverName>(handover);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Handovers.GetAsync(name);
            Etag.Check(etag, row.Version, row.Name);
            row.Set(await change(db, row.Value, caller, now));
            await db.ClearDeadlineAsync(HandoverChanges.Kind, row.Name);
            return db.Record(row, type, caller.Subject, now);
        }, context.CancellationToken);
    }

    private static Handover Read(V1.OfferHandoverRequest request, Caller caller, DateTimeOffset now)
    {
        var to = new DeskPerson(request.To.Trim(), request.ToNation.Length > 0 ? request.ToNation : caller.Nation);
        var validFor = request.ValidFor?.ToTimeSpan() ?? UsualValidity;
        var violations = new Violations();
        violations.CheckText(request.To, 1, 200, "to");
        violations.CheckNation(request.ToNation, "to_nation");
        violations.CheckText(request.Note, 0, 2000, "note");
        violations.Check(to.Subject != caller.Subject, "to", "must be somebody else");
        violations.Check(validFor >= TimeSpan.FromMinutes(1) && validFor <= TimeSpan.FromHours(24), "valid_for", "must be 1 minute to 24 hours");
        violations.Check(request.Missions.Count <= MostMissions, "missions", $"must be at most {MostMissions}");
        violations.Check(to.Nation == caller.Nation || request.Missions.Count == 1, "missions", "must be exactly one for a lead");
        violations.CheckEach(request.Missions, "missions", name => ResourceName.TryParse<MissionName>(name) is not null, "must be of the form missions/{mission}");
        violations.ThrowIfAny();
        return new(ResourceName.New<HandoverName>(), DeskPerson.Of(caller), to, [.. request.Missions.Distinct()], request.Note.Trim(), now, now + validFor);
    }
}

internal static class HandoversModule
{
    public static void AddHandovers(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<IDeadlineHandler, HandoverExpiry>();

    public static void MapHandovers(this IEndpointRouteBuilder routes) => routes.MapGrpcService<HandoverService>();
}
