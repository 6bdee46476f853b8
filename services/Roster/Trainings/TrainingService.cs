using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.Roster.Trainings;

internal sealed class TrainingService(Journal<RosterDb> journal, TeamReview teams, TimeProvider clock) : V1.TrainingService.TrainingServiceBase
{
    public override Task<V1.Training> CreateTraining(V1.CreateTrainingRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<TrainingName>(request.TrainingId, "training_id");
        var (nation, plan) = (request.Training?.Nation ?? "", (request.Training ?? new()).ToPlan());
        caller.MustBelongTo(nation, "The new training");

        return journal.ChangeAsync(request, caller, async db =>
        {
            if (await db.Trainings.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "TRAINING_EXISTS", $"{name} exists.");
            }

            var row = new TrainingRow();
            row.Set(Training.Create(name, nation, plan, now));
            db.Trainings.Add(row);
            return row.ToProto();
        }, context.CancellationToken);
    }

    public override Task<V1.Training> GetTraining(V1.GetTrainingRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<TrainingName>(request.Name);

        return journal.ReadAsync(async db => (await db.Trainings.GetAsync(name)).ToProto(), context.CancellationToken);
    }

    public override Task<V1.ListTrainingsResponse> ListTrainings(V1.ListTrainingsRequest request, ServerCallContext context)
    {
        var view = context.GetView();

        return journal.ReadAsync(async db =>
        {
            var page = await db.Trainings.Matching(request.Filter, await db.MaySearchAsync(request.Filter?.Member ?? "", view)).ToPageAsync<TrainingRow, Training>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: false, context.CancellationToken);
            return new V1.ListTrainingsResponse
            {
                Trainings = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);
    }

    public override Task<V1.Training> UpdateTraining(V1.UpdateTrainingRequest request, ServerCallContext context)
    {
        var changes = request.Training ?? new();

        return ChangeOwnAsync(changes.Name, changes.Etag, request, context, async (db, row, now) =>
        {
            var plan = UpdateMask.Apply(row.ToProto(), changes, request.UpdateMask, "training").ToPlan();
            return row.Value.Change(plan, await db.BusyAsync(row.Value.Name, plan.Period), now);
        });
    }

    public override Task<Empty> DeleteTraining(V1.DeleteTrainingRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        var name = ResourceName.Parse<TrainingName>(request.Name);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Trainings.GetAsync(name);
            caller.MustBelongTo(row.Value.Nation, row.Name);
            Etag.Check(request.Etag, row.Version, row.Name);
            row.Value.MustBeDeletable();
            db.Trainings.Remove(row);
            return new Empty();
        }, context.CancellationToken);
    }

    public override Task<V1.Training> EnrolMember(V1.EnrolMemberRequest request, ServerCallContext context) =>
        ChangePlaceAsync(request.Name, request.Member, request.Etag, request, context, (training, member, busy, now) =>
            training.Enrol(member.Name, member.Nation, busy, now));

    public override Task<V1.Training> WithdrawMember(V1.WithdrawMemberRequest request, ServerCallContext context) =>
        ChangePlaceAsync(request.Name, request.Member, request.Etag, request, context, (training, member, busy, now) =>
            training.Withdraw(member.Name, busy, now));

    public override Task<V1.Training> CancelTraining(V1.CancelTrainingRequest request, ServerCallContext context) =>
        ChangeOwnAsync(request.Name, request.Etag, request, context, (_, row, now) => Task.FromResult(row.Value.Cancel(now)));

    public override Task<V1.Training> CompleteTraining(V1.CompleteTrainingRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        violations.CheckEach(request.Passed, "passed", member => ResourceName.TryParse<MemberName>(member) is not null, "is not a name of the form members/{id}");
        violations.ThrowIfAny();

        return ChangeOwnAsync(request.Name, request.Etag, request, context, async (db, row, now) =>
        {
            var completed = row.Value.Complete(request.Passed.ToHashSet(), now);
            await db.AwardAsync(request.Passed, [.. completed.Issue(now)], context.GetCaller(), now);
            return completed;
        });
    }

    public override Task<V1.CountTrainingsResponse> CountTrainings(V1.CountTrainingsRequest request, ServerCallContext context) =>
        journal.ReadAsync(async db =>
        {
            var held = await db.Trainings.Where(row => row.State == TrainingState.Completed).ToListAsync(context.CancellationToken);
            return new V1.CountTrainingsResponse { Years = { TrainingYears.Count(held.Select(row => row.Value)) } };
        }, context.CancellationToken);

    private Task<V1.Training> ChangeOwnAsync(
        string training, string etag, IMessage request, ServerCallContext context, Func<RosterDb, TrainingRow, DateTimeOffset, Task<Training>> change) =>
        ChangeAsync(training, etag, request, context, async (db, row, now) =>
        {
            context.GetCaller().MustBelongTo(row.Value.Nation, row.Name);
            return await change(db, row, now);
        });

    // A place is the member's nation's to take and to give back, whoever holds the training.
    private Task<V1.Training> ChangePlaceAsync(
        string training, string member, string etag, IMessage request, ServerCallContext context,
        Func<Training, MemberRow, IReadOnlySet<string>, DateTimeOffset, Training> change)
    {
        var (view, name) = (context.GetView(), ResourceName.Parse<MemberName>(member, "member"));

        return ChangeAsync(training, etag, request, context, async (db, row, now) =>
        {
            var enrolled = await db.Members.GetAsync(name, view);
            context.GetCaller().MustBelongTo(enrolled.Nation, enrolled.Name);
            return change(row.Value, enrolled, await db.BusyAsync(row.Value.Name, row.Value.Plan.Period), now);
        });
    }

    private Task<V1.Training> ChangeAsync(
        string training, string etag, IMessage request, ServerCallContext context, Func<RosterDb, TrainingRow, DateTimeOffset, Task<Training>> change)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<TrainingName>(training);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Trainings.GetAsync(name);
            Etag.Check(etag, row.Version, row.Name);
            var before = row.Value;
            var changed = await db.ChangeAsync(row, await change(db, row, now));

            // Whoever gets or loses a place, or is qualified, may make a live team invalid or valid.
            await teams.ReviewAsync(db, [.. before.Enrolments.Concat(row.Value.Enrolments).Select(enrolment => enrolment.Member).Distinct()], caller.Subject, now);
            return changed;
        }, context.CancellationToken);
    }
}

internal static class TrainingsModule
{
    public static void MapTrainings(this IEndpointRouteBuilder routes) => routes.MapGrpcService<TrainingService>();
}
