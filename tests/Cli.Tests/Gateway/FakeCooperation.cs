using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace TaskForce.Cli.Tests.Gateway;

internal sealed class FakeTrainings(FakeGateway gateway) : Roster.V1.TrainingService.TrainingServiceBase
{
    public override Task<Roster.V1.Training> CreateTraining(Roster.V1.CreateTrainingRequest request, ServerCallContext context) =>
        Change(request, context, "trainings/t1", training => training.MergeFrom(request.Training));

    public override Task<Roster.V1.Training> GetTraining(Roster.V1.GetTrainingRequest request, ServerCallContext context) => Task.FromResult(Find(request.Name));

    public override Task<Roster.V1.ListTrainingsResponse> ListTrainings(Roster.V1.ListTrainingsRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new Roster.V1.ListTrainingsResponse { Trainings = { gateway.Trainings.Values } });
    }

    public override Task<Roster.V1.Training> EnrolMember(Roster.V1.EnrolMemberRequest request, ServerCallContext context) =>
        Change(request, context, request.Name, training => training.Enrolments.Add(
            new Roster.V1.Training.Types.Enrolment { Member = request.Member, Waiting = training.Enrolments.Count >= training.Capacity }));

    public override Task<Roster.V1.Training> WithdrawMember(Roster.V1.WithdrawMemberRequest request, ServerCallContext context) =>
        Change(request, context, request.Name, training => training.Enrolments.Remove(training.Enrolments.First(enrolment => enrolment.Member == request.Member)));

    public override Task<Roster.V1.Training> CompleteTraining(Roster.V1.CompleteTrainingRequest request, ServerCallContext context) =>
        Change(request, context, request.Name, training =>
        {
            training.State = Roster.V1.Training.Types.State.Completed;
            foreach (var enrolment in training.Enrolments)
            {
                enrolment.Passed = request.Passed.Contains(enrolment.Member);
            }
        });

    public override Task<Roster.V1.Training> CancelTraining(Roster.V1.CancelTrainingRequest request, ServerCallContext context) =>
        Change(request, context, request.Name, training => training.State = Roster.V1.Training.Types.State.Cancelled);

    private Task<Roster.V1.Training> Change(Google.Protobuf.IMessage request, ServerCallContext context, string name, Action<Roster.V1.Training> change)
    {
        gateway.Change(request, context);
        var training = gateway.Trainings.GetOrAdd(name, _ => new() { Name = name, State = Roster.V1.Training.Types.State.Open });
        change(training);
        return Task.FromResult(training);
    }

    private Roster.V1.Training Find(string name) =>
        gateway.Trainings.GetValueOrDefault(name) ?? throw new RpcException(new Status(StatusCode.NotFound, $"{name} does not exist."));
}

internal sealed class FakeSupport(FakeGateway gateway) : Roster.V1.SupportService.SupportServiceBase
{
    private const string Name = "supportRequests/s1";

    public override Task<Roster.V1.SupportRequest> CreateSupportRequest(Roster.V1.CreateSupportRequestRequest request, ServerCallContext context)
    {
        gateway.Support = request.SupportRequest.Clone();
        gateway.Support.Name = Name;
        return Step(request, context, Roster.V1.SupportRequest.Types.State.Requested, gateway.Support.GivingNation, "");
    }

    public override Task<Roster.V1.SupportRequest> GetSupportRequest(Roster.V1.GetSupportRequestRequest request, ServerCallContext context) => Task.FromResult(
        request.Name == gateway.Support?.Name ? gateway.Support : throw new RpcException(new Status(StatusCode.NotFound, $"{request.Name} does not exist.")));

    public override Task<Roster.V1.ListSupportRequestsResponse> ListSupportRequests(Roster.V1.ListSupportRequestsRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new Roster.V1.ListSupportRequestsResponse { SupportRequests = { gateway.Support! } });
    }

    public override Task<Roster.V1.SupportRequest> OfferSupport(Roster.V1.OfferSupportRequest request, ServerCallContext context)
    {
        gateway.Support!.Resources.Add(request.Resources);
        return Step(request, context, Roster.V1.SupportRequest.Types.State.Offered, gateway.Support.ReceivingNation, request.Note);
    }

    public override Task<Roster.V1.SupportRequest> DeclineSupport(Roster.V1.DeclineSupportRequest request, ServerCallContext context) =>
        Step(request, context, Roster.V1.SupportRequest.Types.State.Declined, "", request.Note);

    public override Task<Roster.V1.SupportRequest> CommitSupport(Roster.V1.CommitSupportRequest request, ServerCallContext context) =>
        Step(request, context, Roster.V1.SupportRequest.Types.State.Committed, gateway.Support!.ReceivingNation, request.Note);

    public override Task<Roster.V1.SupportRequest> ReleaseSupport(Roster.V1.ReleaseSupportRequest request, ServerCallContext context) =>
        Step(request, context, Roster.V1.SupportRequest.Types.State.Released, gateway.Support!.GivingNation, request.Note);

    public override Task<Roster.V1.SupportRequest> ReturnSupport(Roster.V1.ReturnSupportRequest request, ServerCallContext context) =>
        Step(request, context, Roster.V1.SupportRequest.Types.State.Returned, "", request.Note);

    public override Task<Roster.V1.SupportRequest> CancelSupport(Roster.V1.CancelSupportRequest request, ServerCallContext context) =>
        Step(request, context, Roster.V1.SupportRequest.Types.State.Cancelled, "", request.Note);

    public override async Task WatchSupportRequests(
        Roster.V1.WatchSupportRequestsRequest request, IServerStreamWriter<Roster.V1.SupportRequestEvent> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new()
        {
            Sequence = request.After + 1,
            Type = Roster.V1.SupportRequestEvent.Types.Type.Overdue,
            Time = TimeProvider.System.GetUtcNow().ToTimestamp(),
            SupportRequest = gateway.Support,
            Actor = "service:roster",
        });
        // What a watch cannot go on from: its reader has printed everything when it ends.
        throw new RpcException(new Status(StatusCode.PermissionDenied, "That was all."));
    }

    private Task<Roster.V1.SupportRequest> Step(
        Google.Protobuf.IMessage request, ServerCallContext context, Roster.V1.SupportRequest.Types.State state, string next, string note)
    {
        gateway.Change(request, context);
        (gateway.Support!.State, gateway.Support.NextStepNation) = (state, next);
        gateway.Support.History.Add(new Roster.V1.SupportRequest.Types.Step { State = state, Actor = FakeGateway.ProfileOf(context), Note = note });
        return Task.FromResult(gateway.Support);
    }
}
