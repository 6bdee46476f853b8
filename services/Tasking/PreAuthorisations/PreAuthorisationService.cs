using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Delegations;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.PreAuthorisationEvent.Types.Type;

namespace TaskForce.Tasking.PreAuthorisations;

internal sealed class PreAuthorisationService(Journal<TaskingDb> journal, Watch<TaskingDb> watch, TimeProvider clock)
    : V1.PreAuthorisationService.PreAuthorisationServiceBase
{
    private const int LongestText = 500;
    private const int MostUses = 1000;

    public override Task<V1.PreAuthorisation> CreatePreAuthorisation(V1.CreatePreAuthorisationRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<PreAuthorisationName>(request.PreAuthorisationId, "pre_authorisation_id");

        return journal.ChangeAsync(request, caller, async db =>
        {
            if (await db.PreAuthorisations.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "PRE_AUTHORISATION_EXISTS", $"{name} exists.");
            }

            var row = new PreAuthorisationRow();
            row.Set(Read(request.PreAuthorisation ?? new(), name, caller, now));
            db.PreAuthorisations.Add(row);
            return db.Record(row, EventType.Created, caller.Subject, now);
        }, context.CancellationToken);
    }

    public override async Task<V1.PreAuthorisation> GetPreAuthorisation(V1.GetPreAuthorisationRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<PreAuthorisationName>(request.Name);

        var row = await journal.ReadAsync(db => db.PreAuthorisations.GetAsync(name), context.CancellationToken);

        return row.ToProto();
    }

    public override Task<V1.ListPreAuthorisationsResponse> ListPreAuthorisations(V1.ListPreAuthorisationsRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var page = await db.PreAuthorisations.Matching(request.Filter).ToPageAsync<PreAuthorisationRow, PreAuthorisation>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: true, context.CancellationToken);
            return new V1.ListPreAuthorisationsResponse
            {
                PreAuthorisations = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);

    public override Task<V1.PreAuthorisation> RevokePreAuthorisation(V1.RevokePreAuthorisationRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<PreAuthorisationName>(request.Name);
        var violations = new Violations();
        violations.CheckText(request.Reason, 1, LongestText, "reason");
        violations.ThrowIfAny();

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.PreAuthorisations.GetAsync(name);
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

    public override Task WatchPreAuthorisations(
        V1.WatchPreAuthorisationsRequest request, IServerStreamWriter<V1.PreAuthorisationEvent> responseStream, ServerCallContext context) =>
        watch.SendAsync(PreAuthorisationStore.Topic, request.After, e => request.Filter.Includes(e.PreAuthorisation), responseStream, context.CancellationToken);

    private static PreAuthorisation Read(V1.PreAuthorisation asked, PreAuthorisationName name, Caller caller, DateTimeOffset now)
    {
        var violations = new Violations();
        violations.Require(asked, "pre_authorisation.");
        violations.Check(asked.MaxUses is >= 1 and <= MostUses, "pre_authorisation.max_uses", $"must be 1 to {MostUses}");
        violations.Check(asked.MaxTeamMembers >= 0, "pre_authorisation.max_team_members", "must not be negative");
        violations.CheckText(asked.Note, 0, LongestText, "pre_authorisation.note");
        var scope = asked.Scope.ToDomain(violations, "pre_authorisation.scope");
        var validity = Validity.Read(asked.Validity, now, violations, "pre_authorisation.validity");
        violations.ThrowIfAny();
        return new(name, caller.Nation, caller.Subject, scope, validity, asked.MaxUses, asked.MaxTeamMembers, asked.Note.Trim(), now) { HoldsRemotely = asked.Remote };
    }
}

internal static class PreAuthorisationMapping
{
    public static V1.PreAuthorisation ToProto(this PreAuthorisationRow row)
    {
        var given = row.Value;
        return new()
        {
            Name = row.Name,
            Nation = given.Nation,
            Scope = given.Scope.ToProto(),
            MaxUses = given.MaxUses,
            MaxTeamMembers = given.MaxTeamMembers,
            Remote = given.HoldsRemotely,
            Uses = { given.Uses.Select(use => new V1.PreAuthorisation.Types.Use { Mission = use.Mission, Digest = use.Digest, Time = use.Time.ToTimestamp() }) },
            Validity = given.Validity.ToProto(),
            Note = given.Note,
            Giver = given.Giver,
            State = (V1.PreAuthorisation.Types.State)given.State,
            CreateTime = given.CreateTime.ToTimestamp(),
            Revoker = given.Revocation?.Revoker ?? "",
            RevokeTime = given.Revocation?.Time.ToTimestamp(),
            RevokeReason = given.Revocation?.Reason ?? "",
            Etag = row.Etag,
        };
    }
}

internal static class PreAuthorisationsModule
{
    public static void MapPreAuthorisations(this IEndpointRouteBuilder routes) => routes.MapGrpcService<PreAuthorisationService>();
}
