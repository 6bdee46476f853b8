using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Devices;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using TaskForce.Roster.Trainings;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using EventType = TaskForce.Roster.V1.MemberEvent.Types.Type;

namespace TaskForce.Roster.Members;

internal sealed partial class MemberService(
    Journal<RosterDb> journal, Watch<RosterDb> watch, DutyTimes dutyTimes, TeamReview teams, TimeProvider clock) : V1.MemberService.MemberServiceBase
{
    public override Task<V1.Member> CreateMember(V1.CreateMemberRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<MemberName>(request.MemberId, "member_id");
        var (nation, details, duty) = (request.Member?.Nation ?? "", (request.Member ?? new()).ToDetails(dutyTimes), request.Duty.ToDomain());
        caller.MustBelongTo(nation, "The new member");

        return journal.ChangeAsync(request, caller, async db =>
        {
            if (await db.Members.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "MEMBER_EXISTS", $"{name} exists.");
            }

            var member = Member.Enter(name, nation, details, duty, now);
            await MustHaveOwnCallSignAsync(db, member);
            var row = new MemberRow();
            row.Set(member);
            db.Members.Add(row);
            await db.FollowDutyAsync(member, dutyTimes.LongestShiftOf(nation), now);
            return await db.RecordAsync(row, EventType.Created, caller, now);
        }, context.CancellationToken);
    }

    public override Task<V1.Member> GetMember(V1.GetMemberRequest request, ServerCallContext context)
    {
        var (caller, view, name) = (context.GetCaller(), context.GetView(), ResourceName.Parse<MemberName>(request.Name));
        MustMayRead(caller, name);

        return journal.ReadAsync(async db => (await db.ToProtoAsync([await db.Members.GetAsync(name, view)]))[0], context.CancellationToken);
    }

    public override Task<V1.ListMembersResponse> ListMembers(V1.ListMembersRequest request, ServerCallContext context)
    {
        var view = context.GetView();

        return journal.ReadAsync(async db =>
        {
            var page = await db.Members.Matching(request.Filter, clock.GetUtcNow(), view).ToPageAsync<MemberRow, Member>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: false, context.CancellationToken);
            return new V1.ListMembersResponse
            {
                Members = { await db.ToProtoAsync(page.Rows) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);
    }

    public override Task<V1.ListExpiringQualificationsResponse> ListExpiringQualifications(
        V1.ListExpiringQualificationsRequest request, ServerCallContext context)
    {
        var view = context.GetView();

        return journal.ReadAsync(db => db.ListExpiringAsync(request, view, clock.GetUtcNow(), context.CancellationToken), context.CancellationToken);
    }

    public override Task<V1.Member> UpdateMember(V1.UpdateMemberRequest request, ServerCallContext context)
    {
        var changes = request.Member ?? new();
        return ChangeAsync(changes.Name, changes.Etag, request, EventType.Updated, context, async (db, row, now) =>
        {
            var next = row.Value.Change(UpdateMask.Apply(row.ToProto(null), changes, request.UpdateMask, "member").ToDetails(dutyTimes), now);
            await MustHaveOwnCallSignAsync(db, next);
            return next;
        });
    }

    public override Task<V1.Member> SetMemberDuty(V1.SetMemberDutyRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        violations.Require(request);
        violations.ThrowIfAny();
        var duty = request.Duty.ToDomain();

        return ChangeAsync(request.Name, request.Etag, request, EventType.DutyChanged, context, async (db, row, now) =>
        {
            var next = row.Value.SetDuty(duty, now);
            await db.FollowDutyAsync(next, dutyTimes.LongestShiftOf(next.Nation), now);
            return next;
        });
    }

    public override Task<Empty> DeleteMember(V1.DeleteMemberRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var (view, name) = (context.GetView(), ResourceName.Parse<MemberName>(request.Name));

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Members.GetAsync(name, view);
            MustBeOwn(caller, row);
            Etag.Check(request.Etag, row.Version, row.Name);
            await db.MustBeFreeAsync(row.Name);
            await db.WithdrawFromAllAsync(row.Name, now);
            await db.RevokeDevicesOfAsync(row.Name, caller, now);
            db.Members.Remove(row);
            await db.ForgetWorkedAsync(row.Name);
            await db.RecordAsync(row, EventType.Deleted, caller, now);
            return new Empty();
        }, context.CancellationToken);
    }

    public override Task WatchMembers(V1.WatchMembersRequest request, IServerStreamWriter<V1.MemberEvent> responseStream, ServerCallContext context)
    {
        var view = context.GetView();

        return watch.SendAsync(MemberStore.Topic, request.After,
            e => view.Hears(e) && request.Filter.Includes(view.Of(e.Member), clock.GetUtcNow()), responseStream, context.CancellationToken);
    }

    private Task<V1.Member> ChangeAsync(
        string member, string etag, IMessage request, EventType type, ServerCallContext context, Func<RosterDb, MemberRow, DateTimeOffset, Task<Member>> change)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var (view, name) = (context.GetView(), ResourceName.Parse<MemberName>(member));

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Members.GetAsync(name, view);
            MustBeOwn(caller, row);
            Etag.Check(etag, row.Version, row.Name);
            var next = await change(db, row, now);
            if (ReferenceEquals(next, row.Value))
            {
                return (await db.ToProtoAsync([row]))[0];
            }

            row.Set(next);
            await teams.ReviewAsync(db, [row.Name], caller.Subject, now);
            return await db.RecordAsync(row, type, caller, now);
        }, context.CancellationToken);
    }

    private static void MustMayRead(Caller caller, MemberName name)
    {
        if (caller.Is(Type.V1.Role.Field) && caller.Member != name.ToString())
        {
            throw new DomainException(Fault.Denied, "NOT_YOUR_RECORD", $"{caller.Subject} may read only {caller.Member}.");
        }
    }

    private static void MustBeOwn(Caller caller, MemberRow row)
    {
        caller.MustBelongTo(row.Nation, row.Name);
        if (caller.Is(Type.V1.Role.Field) && caller.Member != row.Name)
        {
            throw new DomainException(Fault.Denied, "NOT_YOUR_RECORD", $"{caller.Subject} may change only {caller.Member}.");
        }
    }

    private static async Task MustHaveOwnCallSignAsync(RosterDb db, Member member)
    {
        var (name, nation, callSign) = (member.Name.ToString(), member.Nation, member.Details.CallSign);
        if (await db.Members.AnyAsync(row => row.Nation == nation && row.CallSign == callSign && row.Name != name))
        {
            throw new DomainException(Fault.Exists, "CALL_SIGN_TAKEN", $"The call sign '{callSign}' is taken in {nation}.",
                [new("member.call_sign", $"'{callSign}' is taken in {nation}")]);
        }
    }
}

internal static class MembersModule
{
    public static void AddMembers(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<LapseKeeper>();

    public static void MapMembers(this IEndpointRouteBuilder routes) => routes.MapGrpcService<MemberService>();
}
