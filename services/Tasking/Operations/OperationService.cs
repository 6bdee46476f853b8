using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;

namespace TaskForce.Tasking.Operations;

internal sealed class OperationService(Journal<TaskingDb> journal, Watch<TaskingDb> watch, TimeProvider clock) : V1.OperationService.OperationServiceBase
{
    private const int LongestReason = 500;

    public override Task<V1.Operation> CreateOperation(V1.CreateOperationRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<OperationName>(request.OperationId, "operation_id");
        var plan = OperationPlan.Read(request.Operation ?? new());

        return journal.ChangeAsync(request, caller, async db => await db.Operations.AnyAsync(row => row.Name == name.ToString())
            ? throw new DomainException(Fault.Exists, "OPERATION_EXISTS", $"{name} exists.")
            : await db.CreateOperationAsync(Operation.Create(name, plan, now), caller.Nation, new(caller.Subject, now)), context.CancellationToken);
    }

    public override Task<V1.Operation> GetOperation(V1.GetOperationRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<OperationName>(request.Name);

        return journal.ReadAsync(async db => await db.ToProtoAsync(await db.Operations.GetAsync(name), clock.GetUtcNow()), context.CancellationToken);
    }

    public override Task<V1.ListOperationsResponse> ListOperations(V1.ListOperationsRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var page = await db.Operations.Matching(request.Filter).ToPageAsync<OperationRow, Operation>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            var response = new V1.ListOperationsResponse { NextPageToken = page.NextPageToken, Sequence = await db.EndOfLogAsync(context.CancellationToken) };
            foreach (var row in page.Rows)
            {
                response.Operations.Add(await db.ToProtoAsync(row, clock.GetUtcNow()));
            }

            return response;
        }, context.CancellationToken);

    public override Task<V1.Operation> UpdateOperation(V1.UpdateOperationRequest request, ServerCallContext context)
    {
        var changes = request.Operation ?? new();

        return ChangeAsync(changes.Name, changes.Etag, request, EventType.Updated, context, (row, picture, caller, now) =>
        {
            picture.MustTakePart(caller.Nation, row.Value.Name);
            return row.Value.Change(OperationPlan.Read(UpdateMask.Apply(row.ToProto(picture, now), changes, request.UpdateMask, "operation")), now);
        });
    }

    public override Task<Empty> DeleteOperation(V1.DeleteOperationRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<OperationName>(request.Name);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Operations.GetAsync(name);
            Etag.Check(request.Etag, row.Version, row.Name);
            await db.DeleteOperationAsync(row, caller, now);
            return new Empty();
        }, context.CancellationToken);
    }

    public override Task<V1.Operation> SetReadiness(V1.SetReadinessRequest request, ServerCallContext context)
    {
        var isUnit = context.GetCaller().Member.Length > 0;
        request.Check();

        return ChangeAsync(request.Name, request.Etag, request, EventType.ReadinessChanged, context,
            (row, picture, caller, now) => row.Value.Say(request.ToPart(row.Value, picture, caller, now), now),
            operation => isUnit ? operation.OnlyPart(request.Mission) : operation);
    }

    public override Task<V1.Operation> GiveGo(V1.GiveGoRequest request, ServerCallContext context) =>
        ChangeAsync(request.Name, request.Etag, request, EventType.GoGiven, context, (row, picture, caller, now) =>
            row.Value.GiveGo(new(caller.Nation, true, caller.Subject, now, ""), picture, now));

    public override Task<V1.Operation> GiveNoGo(V1.GiveNoGoRequest request, ServerCallContext context)
    {
        CheckReason(request.Reason);

        return ChangeAsync(request.Name, request.Etag, request, EventType.Held, context, (row, picture, caller, now) =>
            row.Value.GiveNoGo(new(caller.Nation, false, caller.Subject, now, request.Reason.Trim()), picture, now));
    }

    public override Task<V1.Operation> HoldOperation(V1.HoldOperationRequest request, ServerCallContext context)
    {
        CheckReason(request.Reason);

        return ChangeAsync(request.Name, request.Etag, request, EventType.Held, context, (row, picture, caller, now) =>
        {
            picture.MustTakePart(caller.Nation, row.Value.Name);
            return row.Value.Hold(request.Reason.Trim(), now);
        });
    }

    public override Task<V1.Operation> AbortOperation(V1.AbortOperationRequest request, ServerCallContext context)
    {
        CheckReason(request.Reason);

        return ChangeAsync(request.Name, request.Etag, request, EventType.Aborted, context, (row, picture, caller, now) =>
        {
            picture.MustTakePart(caller.Nation, row.Value.Name);
            return row.Value.Abort(request.Reason.Trim(), now);
        });
    }

    public override Task<V1.OperationRecord> GetOperationRecord(V1.GetOperationRecordRequest request, ServerCallContext context)
    {
        var name = OperationName.ParseRecord(request.Name);

        return journal.ReadAsync(async db => await db.RecordOfAsync((await db.Operations.GetAsync(name)).Value), context.CancellationToken);
    }

    public override Task<V1.HHourOrder> GetHHourOrder(V1.GetHHourOrderRequest request, ServerCallContext context)
    {
        var (name, member) = (ResourceName.Parse<OperationName>(request.Name), context.GetCaller().Member);

        return journal.ReadAsync(async db =>
        {
            var operation = (await db.Operations.GetAsync(name)).Value;
            return operation.OrderOf(operation.RecipientOf(member));
        }, context.CancellationToken);
    }

    public override Task<V1.HHourOrder> AcknowledgeHHourOrder(V1.AcknowledgeHHourOrderRequest request, ServerCallContext context)
    {
        var (caller, moment) = (context.GetCaller(), Moment.Of(context.GetCaller(), clock.GetUtcNow()));
        request.Check();
        caller.MustSpeakFor(request.Device);

        return journal.ChangeAsync(request, caller, db => db.AcknowledgeAsync(request, caller.Member, moment), context.CancellationToken);
    }

    public override Task<V1.HHourOrder> ReportRelease(V1.ReportReleaseRequest request, ServerCallContext context)
    {
        var (caller, moment) = (context.GetCaller(), Moment.Of(context.GetCaller(), clock.GetUtcNow()));
        request.Check();
        caller.MustSpeakFor(request.Device);

        return journal.ChangeAsync(request, caller, db => db.ReleaseAsync(request, caller.Member, moment), context.CancellationToken);
    }

    public override Task WatchOperations(
        V1.WatchOperationsRequest request, IServerStreamWriter<V1.OperationEvent> responseStream, ServerCallContext context) =>
        watch.SendAsync(OperationStore.Topic, request.After, e => request.Filter.Includes(e.Operation), responseStream, context.CancellationToken);

    private Task<V1.Operation> ChangeAsync(
        string operation, string etag, IMessage request, EventType type, ServerCallContext context,
        Func<OperationRow, Picture, Caller, DateTimeOffset, Operation> change, Func<V1.Operation, V1.Operation>? show = null)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<OperationName>(operation);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Operations.GetAsync(name);
            Etag.Check(etag, row.Version, row.Name);
            var next = await db.ChangeOperationAsync(row, type, Moment.Of(caller, now), (_, picture) => change(row, picture, caller, now));
            return show is null ? next : show(next);
        }, context.CancellationToken);
    }

    private static void CheckReason(string reason)
    {
        var violations = new Violations();
        violations.CheckText(reason, 1, LongestReason, "reason");
        violations.ThrowIfAny();
    }
}
