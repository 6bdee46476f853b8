using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using EventType = TaskForce.Roster.V1.SupportRequestEvent.Types.Type;

namespace TaskForce.Roster.Support;

internal sealed class SupportService(Journal<RosterDb> journal, Watch<RosterDb> watch, TimeProvider clock) : V1.SupportService.SupportServiceBase
{
    public override Task<V1.SupportRequest> CreateSupportRequest(V1.CreateSupportRequestRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<SupportRequestName>(request.SupportRequestId, "support_request_id");

        return journal.ChangeAsync(request, caller, async db =>
        {
            var (ask, offerDue) = request.ToAsk(now);
            caller.MustBelongTo(ask.ReceivingNation, "The new request");
            if (await db.SupportRequests.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "SUPPORT_REQUEST_EXISTS", $"{name} exists.");
            }

            var row = new SupportRow();
            row.Set(SupportRequest.Create(name, ask, offerDue, caller.Saying(""), now));
            db.SupportRequests.Add(row);
            return db.Record(row, EventType.StepTaken, caller.Subject, now);
        }, context.CancellationToken);
    }

    public override Task<V1.SupportRequest> GetSupportRequest(V1.GetSupportRequestRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<SupportRequestName>(request.Name);

        return journal.ReadAsync(async db => (await db.SupportRequests.GetAsync(name)).ToProto(), context.CancellationToken);
    }

    public override Task<V1.ListSupportRequestsResponse> ListSupportRequests(V1.ListSupportRequestsRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var page = await db.SupportRequests.Matching(request.Filter).ToPageAsync<SupportRow, SupportRequest>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            return new V1.ListSupportRequestsResponse
            {
                SupportRequests = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);

    public override Task<V1.SupportRequest> OfferSupport(V1.OfferSupportRequest request, ServerCallContext context)
    {
        var (by, resources) = (context.GetCaller().Saying(request.Note), request.ToResources());

        return StepAsync(request.Name, request.Etag, request, by, context, async (db, current, now) =>
        {
            var next = current.Offer(resources, request.CommitDue.ToDue(now, current.Ask.Period.Until, "commit_due"), by, now);
            await db.MustBeOfferableAsync(resources, current.Ask.GivingNation);
            return next;
        });
    }

    public override Task<V1.SupportRequest> DeclineSupport(V1.DeclineSupportRequest request, ServerCallContext context)
    {
        var by = context.GetCaller().Saying(request.Note, required: true);

        return StepAsync(request.Name, request.Etag, request, by, context, (_, current, now) => Task.FromResult(current.Decline(by, now)));
    }

    public override Task<V1.SupportRequest> CommitSupport(V1.CommitSupportRequest request, ServerCallContext context)
    {
        var by = context.GetCaller().Saying(request.Note);

        return StepAsync(request.Name, request.Etag, request, by, context, async (db, current, now) =>
        {
            var next = current.Commit(by, now);
            await db.MustStillBeOfAsync(next.Resources, next.Ask.GivingNation);
            return next;
        });
    }

    public override Task<V1.SupportRequest> ReleaseSupport(V1.ReleaseSupportRequest request, ServerCallContext context)
    {
        var by = context.GetCaller().Saying(request.Note);

        return StepAsync(request.Name, request.Etag, request, by, context, (_, current, now) =>
            Task.FromResult(current.Release(request.ReturnDue.ToDue(now, DateTimeOffset.MaxValue, "return_due"), by, now)));
    }

    public override Task<V1.SupportRequest> ReturnSupport(V1.ReturnSupportRequest request, ServerCallContext context)
    {
        var by = context.GetCaller().Saying(request.Note);

        return StepAsync(request.Name, request.Etag, request, by, context, (_, current, now) => Task.FromResult(current.Return(by, now)));
    }

    public override Task<V1.SupportRequest> CancelSupport(V1.CancelSupportRequest request, ServerCallContext context)
    {
        var by = context.GetCaller().Saying(request.Note);

        return StepAsync(request.Name, request.Etag, request, by, context, (_, current, now) => Task.FromResult(current.Cancel(by, now)));
    }

    public override Task WatchSupportRequests(
        V1.WatchSupportRequestsRequest request, IServerStreamWriter<V1.SupportRequestEvent> responseStream, ServerCallContext context) =>
        watch.SendAsync(SupportStore.Topic, request.After, e => request.Filter.Includes(e.SupportRequest), responseStream, context.CancellationToken);

    private Task<V1.SupportRequest> StepAsync(
        string supportRequest, string etag, IMessage request, StepTaker by, ServerCallContext context,
        Func<RosterDb, SupportRequest, DateTimeOffset, Task<SupportRequest>> step)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<SupportRequestName>(supportRequest);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.SupportRequests.GetAsync(name);
            Etag.Check(etag, row.Version, row.Name);
            return await db.ChangeAsync(row, await step(db, row.Value, now), by, now);
        }, context.CancellationToken);
    }
}

internal static class SupportModule
{
    public static void AddSupport(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<SupportKeeper>();

    public static void MapSupport(this IEndpointRouteBuilder routes) => routes.MapGrpcService<SupportService>();
}
