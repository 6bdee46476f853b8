using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static TaskForce.Tasking.V1.Operation.Types;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;

namespace TaskForce.Cli.Tests.Gateway;

/// <summary>One operation, which does what it is told.</summary>
internal sealed class FakeOperations(FakeGateway gateway) : Tasking.V1.OperationService.OperationServiceBase
{
    public override Task<Tasking.V1.Operation> CreateOperation(Tasking.V1.CreateOperationRequest request, ServerCallContext context) =>
        Change(request, context, operation =>
        {
            operation.MergeFrom(request.Operation);
            operation.Name = "operations/o1";
            operation.State = State.Planned;
            operation.MaxClockUncertainty ??= TimeSpan.FromMilliseconds(250).ToDuration();
            operation.Nations.Add(["DE", "MA"]);
            operation.Parts.Add(operation.Missions.Select(mission => new Part { Mission = mission, Title = $"Port [{mission[^1]}]", Readiness = Readiness.Unknown }));
            operation.Devices.Add(new Device
            {
                Member = "members/de-falke-03",
                CallSign = "Falke [03]",
                Nation = "DE",
                Device_ = "phone",
                Rung = Tasking.V1.HHourOrder.Types.Rung.Stored,
                Clock = new() { Offset = TimeSpan.FromSeconds(-3.2).ToDuration() },
                ClockUncertainty = TimeSpan.FromMilliseconds(41).ToDuration(),
            });
            operation.Obstacles.Add(new Obstacle { Kind = Obstacle.Types.Kind.NotReady, Message = "Nothing is known of the team of Port [1]." });
        });

    public override Task<Tasking.V1.Operation> GetOperation(Tasking.V1.GetOperationRequest request, ServerCallContext context) => Task.FromResult(
        request.Name == gateway.Operation?.Name ? gateway.Operation : throw new RpcException(new Status(StatusCode.NotFound, $"{request.Name} does not exist.")));

    public override Task<Tasking.V1.ListOperationsResponse> ListOperations(Tasking.V1.ListOperationsRequest request, ServerCallContext context) =>
        Task.FromResult(new Tasking.V1.ListOperationsResponse { Operations = { gateway.Operation! } });

    public override Task<Tasking.V1.Operation> SetReadiness(Tasking.V1.SetReadinessRequest request, ServerCallContext context) =>
        Change(request, context, operation => operation.Parts.Single(part => part.Mission == request.Mission).Readiness = request.Readiness);

    public override Task<Tasking.V1.Operation> GiveGo(Tasking.V1.GiveGoRequest request, ServerCallContext context) => Change(request, context, operation =>
    {
        operation.Goes.Add(new Go { Nation = FakeGateway.ProfileOf(context).Split('.')[1].ToUpperInvariant(), Go_ = true });
        operation.Obstacles.Clear();
        operation.State = operation.Goes.Count == 2 ? State.Go : State.Planned;
    });

    public override Task<Tasking.V1.Operation> GiveNoGo(Tasking.V1.GiveNoGoRequest request, ServerCallContext context) => Change(request, context, operation => Stop(operation, State.Held, request.Reason));

    public override Task<Tasking.V1.Operation> HoldOperation(Tasking.V1.HoldOperationRequest request, ServerCallContext context) => Change(request, context, operation => Stop(operation, State.Held, request.Reason));

    public override Task<Tasking.V1.Operation> AbortOperation(Tasking.V1.AbortOperationRequest request, ServerCallContext context) => Change(request, context, operation => Stop(operation, State.Aborted, request.Reason));

    public override Task<Tasking.V1.OperationRecord> GetOperationRecord(Tasking.V1.GetOperationRecordRequest request, ServerCallContext context)
    {
        var record = new Tasking.V1.OperationRecord { Name = request.Name };
        foreach (var member in new[] { "members/de-falke-03", "members/ma-atlas-02" })
        {
            var entry = new Tasking.V1.OperationRecord.Types.Entry
            {
                Number = record.Entries.Count + 1,
                Kind = Tasking.V1.OperationRecord.Types.Entry.Types.Kind.Stored,
                Instruction = Tasking.V1.HHourOrder.Types.Instruction.Wait,
                Revision = 1,
                Member = member,
                Device = "phone",
                HHour = new() { Seconds = 1_900_000_000 },
                ServerTime = new() { Seconds = 1_899_999_000 },
            };
            entry.Digest = entry.DigestAfter(record.Entries.Count == 0 ? ByteString.Empty : record.Entries[^1].Digest);
            record.Entries.Add(entry);
        }

        return Task.FromResult(record);
    }

    public override async Task WatchOperations(
        Tasking.V1.WatchOperationsRequest request, IServerStreamWriter<Tasking.V1.OperationEvent> responseStream, ServerCallContext context)
    {
        foreach (var type in new[] { EventType.Created, EventType.DeviceAcknowledged, EventType.Go, EventType.Aborted })
        {
            await responseStream.WriteAsync(new()
            {
                Sequence = (int)type,
                Type = type,
                Time = gateway.Operation!.HHour,
                Operation = gateway.Operation,
                Device = type == EventType.DeviceAcknowledged ? gateway.Operation.Devices[0] : null,
                Actor = "somebody",
            });
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override Task<Tasking.V1.HHourOrder> AcknowledgeHHourOrder(Tasking.V1.AcknowledgeHHourOrderRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        if (request.Rung == Tasking.V1.HHourOrder.Types.Rung.Acknowledged)
        {
            gateway.Acknowledged.TrySetResult();
        }

        return Task.FromResult(new Tasking.V1.HHourOrder { Operation = request.Name });
    }

    private static void Stop(Tasking.V1.Operation operation, State state, string reason) => (operation.State, operation.Reason) = (state, reason);

    private Task<Tasking.V1.Operation> Change(IMessage request, ServerCallContext context, Action<Tasking.V1.Operation> change)
    {
        gateway.Change(request, context);
        change(gateway.Operation ??= new());
        return Task.FromResult(gateway.Operation);
    }
}

/// <summary>The report of a mission that was completed.</summary>
internal sealed class FakeReports(FakeGateway gateway) : Tasking.V1.AfterActionReportService.AfterActionReportServiceBase
{
    private static readonly ByteString Digest = ByteString.FromBase64("qrvM");

    public override Task<Tasking.V1.AfterActionReport> GetAfterActionReport(Tasking.V1.GetAfterActionReportRequest request, ServerCallContext context) => Task.FromResult(Report(request.Name));

    public override Task<Tasking.V1.AfterActionReport> UpdateAfterActionReport(Tasking.V1.UpdateAfterActionReportRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(request.AfterActionReport);
    }

    public override Task<Tasking.V1.AfterActionReport> SignAfterActionReport(Tasking.V1.SignAfterActionReportRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        var report = Report(request.Name);
        report.Signatures.Add(new Tasking.V1.AfterActionReport.Types.Signature { Nation = "DE", Signer = FakeGateway.ProfileOf(context), Time = new(), Digest = request.Digest });
        return Task.FromResult(report);
    }

    public override Task<Tasking.V1.ExportAfterActionReportResponse> ExportAfterActionReport(Tasking.V1.ExportAfterActionReportRequest request, ServerCallContext context) =>
        Task.FromResult(new Tasking.V1.ExportAfterActionReportResponse { Content = ByteString.CopyFromUtf8($"%{request.Format}"), ContentType = "application/pdf", FileName = "report.pdf" });

    private static Tasking.V1.AfterActionReport Report(string name) => new()
    {
        Name = name,
        Title = "Human trafficking",
        MissionState = Tasking.V1.Mission.Types.State.Completed,
        Nations = { "DE", "MA" },
        Figures = new() { Arrests = 2 },
        Narrative = "A van.",
        Digest = Digest,
        Legs =
        {
            new Tasking.V1.AfterActionReport.Types.Leg
            {
                Kind = Tasking.V1.AfterActionReport.Types.Leg.Types.Kind.Acknowledged,
                Rung = Tasking.V1.Order.Types.Rung.Accepted,
                Time = new(),
                CallSign = "Falke [03]",
            },
        },
    };
}
