using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.DelegationEvent.Types.Type;

namespace TaskForce.Tasking.Delegations;

internal sealed class DelegationService(Journal<TaskingDb> journal, Watch<TaskingDb> watch, TimeProvider clock)
    : V1.DelegationService.DelegationServiceBase
{
    private const int LongestText = 500;

    public override Task<V1.Delegation> CreateDelegation(V1.CreateDelegationRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<DelegationName>(request.DelegationId, "delegation_id");

        return journal.ChangeAsync(request, caller, async db =>
        {
            if (await db.Delegations.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "DELEGATION_EXISTS", $"{name} exists.");
            }

            var row = new DelegationRow();
            row.Set(Read(request.Delegation ?? new(), name, caller, now));
            db.Delegations.Add(row);
            return db.Record(row, EventType.Created, caller.Subject, now);
        }, context.CancellationToken);
    }

    public override async Task<V1.Delegation> GetDelegation(V1.GetDelegationRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<DelegationName>(request.Name);

        var row = await journal.ReadAsync(db => db.Delegations.GetAsync(name), context.CancellationToken);

        return row.ToProto();
    }

    public override Task<V1.ListDelegationsResponse> ListDelegations(V1.ListDelegationsRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var page = await db.Delegations.Matching(request.Filter).ToPageAsync<DelegationRow, Delegation>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            return new V1.ListDelegationsResponse
            {
                Delegations = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);

    public override Task<V1.Delegation> RevokeDelegation(V1.RevokeDelegationRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<DelegationName>(request.Name);
        var violations = new Violations();
        violations.CheckText(request.Reason, 1, LongestText, "reason");
        violations.ThrowIfAny();

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Delegations.GetAsync(name);
            Etag.Check(request.Etag, row.Version, row.Name);
            var next = row.Value.Revoke(caller, request.Reason.Trim(), now);
            if (ReferenceEquals(next, row.Value))
            {
                return row.ToProto();
            }

            row.Set(next);
            return db.Record(row, EventType.Revoked, caller.Subject, now);
        }, context.CancellationToken);
    }

    public override Task WatchDelegations(
        V1.WatchDelegationsRequest request, IServerStreamWriter<V1.DelegationEvent> responseStream, ServerCallContext context) =>
        watch.SendAsync(DelegationStore.Topic, request.After, e => request.Filter.Includes(e.Delegation), responseStream, context.CancellationToken);

    private static Delegation Read(V1.Delegation asked, DelegationName name, Caller caller, DateTimeOffset now)
    {
        var violations = new Violations();
        violations.Require(asked, "delegation.");
        violations.CheckText(asked.Delegate, 1, 200, "delegation.delegate");
        violations.Check(asked.Delegate.Trim() != caller.Subject, "delegation.delegate", "must be somebody else: a commander turns the key by own authority");
        violations.CheckText(asked.Note, 0, LongestText, "delegation.note");
        var scope = asked.Scope.ToDomain(violations, "delegation.scope");
        var validity = Validity.Read(asked.Validity, now, violations, "delegation.validity");
        violations.ThrowIfAny();
        return new(name, caller.Nation, caller.Subject, asked.Delegate.Trim(), scope, validity, asked.Note.Trim(), now);
    }
}

internal static class DelegationMapping
{
    public static V1.Delegation ToProto(this DelegationRow row)
    {
        var given = row.Value;
        return new()
        {
            Name = row.Name,
            Nation = given.Nation,
            Delegate = given.Delegate,
            Scope = given.Scope.ToProto(),
            Validity = given.Validity.ToProto(),
            Note = given.Note,
            Giver = given.Giver,
            State = (V1.Delegation.Types.State)given.State,
            CreateTime = given.CreateTime.ToTimestamp(),
            Revoker = given.Revocation?.Revoker ?? "",
            RevokeTime = given.Revocation?.Time.ToTimestamp(),
            RevokeReason = given.Revocation?.Reason ?? "",
            Etag = row.Etag,
        };
    }
}

internal static class DelegationsModule
{
    public static void MapDelegations(this IEndpointRouteBuilder routes) => routes.MapGrpcService<DelegationService>();
}
