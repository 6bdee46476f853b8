using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace TaskForce.Cli.Tests.Gateway;

internal sealed class FakeDelegations(FakeGateway gateway) : Tasking.V1.DelegationService.DelegationServiceBase
{
    public override Task<Tasking.V1.Delegation> CreateDelegation(Tasking.V1.CreateDelegationRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        var given = request.Delegation.Clone();
        (given.Name, given.Nation, given.Giver, given.State) = ("delegations/d1", "DE", FakeGateway.ProfileOf(context), Tasking.V1.Delegation.Types.State.Given);
        return Task.FromResult(given);
    }

    public override Task<Tasking.V1.Delegation> RevokeDelegation(Tasking.V1.RevokeDelegationRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(new Tasking.V1.Delegation
        {
            Name = request.Name,
            State = Tasking.V1.Delegation.Types.State.Revoked,
            Revoker = FakeGateway.ProfileOf(context),
            RevokeReason = request.Reason,
        });
    }
}

internal sealed class FakePreAuthorisations(FakeGateway gateway) : Tasking.V1.PreAuthorisationService.PreAuthorisationServiceBase
{
    public override Task<Tasking.V1.PreAuthorisation> CreatePreAuthorisation(Tasking.V1.CreatePreAuthorisationRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        var given = request.PreAuthorisation.Clone();
        (given.Name, given.Nation, given.State) = ("preAuthorisations/p1", "MA", Tasking.V1.PreAuthorisation.Types.State.Given);
        return Task.FromResult(given);
    }
}

internal sealed class FakeMandates : Tasking.V1.MandateService.MandateServiceBase
{
    private static Tasking.V1.Mandate Sample => new()
    {
        Name = "mandates/sample",
        Title = "Sample at sea",
        LegalBasis = "Illustrative",
        HostNations = { "MA" },
        Nations = { "DE", "MA" },
        Powers = { Tasking.V1.Mandate.Types.Power.Board },
        PowersText = "Guests board with an officer of the host nation.",
        WeaponsRule = Tasking.V1.Mandate.Types.WeaponsRule.OnHostOrder,
        Territory = { new Tasking.V1.Mandate.Types.Outline { Id = "strait", DisplayName = "Strait", Polygon = new() { Vertices = { new Google.Type.LatLng() } } } },
    };

    public override Task<Tasking.V1.Mandate> GetMandate(Tasking.V1.GetMandateRequest request, ServerCallContext context) => Task.FromResult(Sample);

    public override Task<Tasking.V1.ListMandatesResponse> ListMandates(Tasking.V1.ListMandatesRequest request, ServerCallContext context) =>
        Task.FromResult(new Tasking.V1.ListMandatesResponse { Mandates = { Sample } });
}

internal sealed class FakeHandovers(FakeGateway gateway) : Tasking.V1.HandoverService.HandoverServiceBase
{
    public override Task<Tasking.V1.Handover> OfferHandover(Tasking.V1.OfferHandoverRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(Sample(Tasking.V1.Handover.Types.State.Offered, request.Missions, request.Note));
    }

    public override Task<Tasking.V1.Handover> AcceptHandover(Tasking.V1.AcceptHandoverRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(Sample(Tasking.V1.Handover.Types.State.Accepted, ["missions/m1"], ""));
    }

    public override Task<Tasking.V1.ListHandoversResponse> ListHandovers(Tasking.V1.ListHandoversRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new Tasking.V1.ListHandoversResponse { Handovers = { Sample(Tasking.V1.Handover.Types.State.Offered, [], "") } });
    }

    public override Task<Tasking.V1.ListResponsibilitiesResponse> ListResponsibilities(Tasking.V1.ListResponsibilitiesRequest request, ServerCallContext context) =>
        Task.FromResult(new Tasking.V1.ListResponsibilitiesResponse
        {
            Entries =
            {
                new Tasking.V1.ListResponsibilitiesResponse.Types.Entry
                {
                    Mission = "missions/m1",
                    Title = "Search the port",
                    State = Tasking.V1.Mission.Types.State.Ordered,
                    LeadNation = "MA",
                    Responsibilities = { Holder("DE", "dispatcher.de"), Holder("MA", "desks/MA") },
                },
            },
        });

    public override Task<Tasking.V1.Mission> TakeOverMission(Tasking.V1.TakeOverMissionRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(new Tasking.V1.Mission { Name = request.Mission, Responsibilities = { Holder("DE", FakeGateway.ProfileOf(context)) } });
    }

    private static Tasking.V1.Mission.Types.Responsibility Holder(string nation, string holder) => new() { Nation = nation, Holder = holder };

    private static Tasking.V1.Handover Sample(Tasking.V1.Handover.Types.State state, IEnumerable<string> missions, string note) => new()
    {
        Name = "handovers/o1",
        Kind = Tasking.V1.Handover.Types.Kind.Responsibility,
        State = state,
        From = "dispatcher.de",
        FromNation = "DE",
        To = "commander.de",
        ToNation = "DE",
        Missions = { missions },
        Note = note,
        ExpireTime = TimeProvider.System.GetUtcNow().AddMinutes(15).ToTimestamp(),
    };
}
