using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace TaskForce.Cli.Tests.Gateway;

internal sealed class FakeHotspots(FakeGateway gateway) : Tasking.V1.HotspotService.HotspotServiceBase
{
    public override Task<Tasking.V1.Hotspot> CreateHotspot(Tasking.V1.CreateHotspotRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        var hotspot = request.Hotspot.Clone();
        hotspot.Name = $"hotspots/h{gateway.Hotspots.Count + 1}";
        hotspot.State = Tasking.V1.Hotspot.Types.State.Active;
        hotspot.ResponsePlan = "responsePlans/human-trafficking";
        hotspot.RadiusMetres = hotspot.RadiusMetres == 0 ? 500 : hotspot.RadiusMetres;
        hotspot.CreateTime = TimeProvider.System.GetUtcNow().ToTimestamp();
        return Task.FromResult(gateway.Hotspots[hotspot.Name] = hotspot);
    }

    public override Task<Tasking.V1.Hotspot> GetHotspot(Tasking.V1.GetHotspotRequest request, ServerCallContext context) =>
        Task.FromResult(gateway.Hotspots.GetValueOrDefault(request.Name) ?? throw new RpcException(new Status(StatusCode.NotFound, $"{request.Name} does not exist.")));

    public override Task<Tasking.V1.ListHotspotsResponse> ListHotspots(Tasking.V1.ListHotspotsRequest request, ServerCallContext context)
    {
        FakeGateway.ProfileOf(context);
        gateway.Purposes.Enqueue(context.RequestHeaders.GetValue("taskforce-purpose"));
        var (all, from) = (gateway.Hotspots.Values.OrderBy(hotspot => hotspot.Name).ToList(), request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture));
        // Small pages, whatever is asked for: a server may.
        var page = all.Skip(from).Take(Math.Min(request.PageSize, 2)).ToList();
        return Task.FromResult(new Tasking.V1.ListHotspotsResponse
        {
            Hotspots = { page },
            NextPageToken = from + page.Count < all.Count ? $"{from + page.Count}" : "",
            Sequence = 100 + from,
        });
    }

    public override Task<Tasking.V1.Hotspot> CloseHotspot(Tasking.V1.CloseHotspotRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        gateway.Hotspots[request.Name].State = Tasking.V1.Hotspot.Types.State.Closed;
        return Task.FromResult(gateway.Hotspots[request.Name]);
    }
}

internal sealed class FakePlans : Tasking.V1.ResponsePlanService.ResponsePlanServiceBase
{
    public override Task<Tasking.V1.ResponsePlan> GetResponsePlan(Tasking.V1.GetResponsePlanRequest request, ServerCallContext context) => Task.FromResult(new Tasking.V1.ResponsePlan
    {
        Name = request.Name,
        DisplayName = "Human trafficking",
        Requirement = new() { MinMembers = 4, MaxMembers = 8 },
        PlannedDuration = Duration.FromTimeSpan(TimeSpan.FromHours(24)),
    });
}

internal sealed class FakeFormation(FakeGateway gateway) : Roster.V1.FormationService.FormationServiceBase
{
    public override Task<Roster.V1.ProposeTeamsResponse> ProposeTeams(Roster.V1.ProposeTeamsRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(request.WhatIf?.Relocations.Count > 0 ? new() { Proposals = { gateway.Proposals.Proposals[1] } } : gateway.Proposals);
    }

    public override async Task PlanTeams(Roster.V1.PlanTeamsRequest request, IServerStreamWriter<Roster.V1.PlanTeamsResponse> responseStream, ServerCallContext context)
    {
        gateway.Change(request, context);
        var plan = new Roster.V1.PlanTeamsResponse
        {
            Assignments =
            {
                new Roster.V1.PlanTeamsResponse.Types.Assignment { Id = request.Requirements[0].Id, Proposal = gateway.Proposals.Proposals[0] },
                new Roster.V1.PlanTeamsResponse.Types.Assignment { Id = request.Requirements[1].Id, Shortfalls = { new Roster.V1.Shortfall { Message = "Others need the same people." } } },
            },
            Quality = new() { Gap = 0.031, Elapsed = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)) },
        };
        await responseStream.WriteAsync(new() { Quality = plan.Quality });
        await responseStream.WriteAsync(plan);
    }

    public override Task<Roster.V1.ExplainMemberResponse> ExplainMember(Roster.V1.ExplainMemberRequest request, ServerCallContext context) =>
        Task.FromResult(new Roster.V1.ExplainMemberResponse
        {
            Message = "Falke 03 is sick.",
            Obstacles = { new Roster.V1.ExplainMemberResponse.Types.Obstacle { Rule = "duty", Message = "is sick" } },
        });

    public override Task<Roster.V1.Repair> ProposeRepair(Roster.V1.ProposeRepairRequest request, ServerCallContext context) => Task.FromResult(new Roster.V1.Repair
    {
        Message = "Send Rif 04 for Atlas 02.",
        Exchanges =
        {
            new Roster.V1.Repair.Types.Exchange { Outgoing = "members/ma-atlas-02", OutgoingCallSign = "Atlas 02", Incoming = gateway.Proposals.Proposals[0].Members[3] },
        },
    });

    public override Task<Roster.V1.Team> ReplaceTeamMember(Roster.V1.ReplaceTeamMemberRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(new Roster.V1.Team { Name = request.Name, State = Roster.V1.Team.Types.State.Confirmed });
    }

    public override Task<Roster.V1.Team> WithdrawNation(Roster.V1.WithdrawNationRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(new Roster.V1.Team
        {
            Name = request.Name,
            State = Roster.V1.Team.Types.State.Impaired,
            Impairments = { new Roster.V1.Impairment { Message = $"{request.Nation} withdrew: {request.Reason}" } },
        });
    }
}

internal sealed class FakeMembers(FakeGateway gateway) : Roster.V1.MemberService.MemberServiceBase
{
    public override Task<Roster.V1.Member> GetMember(Roster.V1.GetMemberRequest request, ServerCallContext context) =>
        Task.FromResult(Sample.Members.FirstOrDefault(member => member.Name == request.Name)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"{request.Name} does not exist.")));

    public override Task<Roster.V1.ListMembersResponse> ListMembers(Roster.V1.ListMembersRequest request, ServerCallContext context) =>
        Task.FromResult(new Roster.V1.ListMembersResponse { Members = { Sample.Members } });

    public override Task<Roster.V1.ListExpiringQualificationsResponse> ListExpiringQualifications(
        Roster.V1.ListExpiringQualificationsRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new Roster.V1.ListExpiringQualificationsResponse
        {
            Qualifications =
            {
                new Roster.V1.ExpiringQualification
                {
                    Member = "members/de-adler-01",
                    CallSign = "Adler 01",
                    Nation = "DE",
                    DaysLeft = -3,
                    Qualification = new() { Skill = "team-leader", Grade = 3, Validity = new() { EndTime = new Timestamp { Seconds = 1_900_000_000 } } },
                },
            },
        });
    }

    public override Task<Roster.V1.ImportMembersResponse> ImportMembers(Roster.V1.ImportMembersRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(new Roster.V1.ImportMembersResponse { Rows = 3, Created = 2, Unchanged = 1, Faults = { gateway.ImportFaults } });
    }

    public override async Task ExportMembers(
        Roster.V1.ExportMembersRequest request, IServerStreamWriter<Roster.V1.ExportMembersResponse> responseStream, ServerCallContext context)
    {
        await responseStream.WriteAsync(new() { Csv = "name,nation\r\nmem" });
        await responseStream.WriteAsync(new() { Csv = $"bers/x,{request.Filter.Nation}\r\n" });
    }

    public override Task<Roster.V1.DutyOutlook> GetDutyOutlook(Roster.V1.GetDutyOutlookRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(Sample.Outlook(request.Name));
    }

    public override Task<Roster.V1.DutyOutlook> RecordDuty(Roster.V1.RecordDutyRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(Sample.Outlook(request.Name));
    }

    public override Task<Roster.V1.ListDutyPatternsResponse> ListDutyPatterns(Roster.V1.ListDutyPatternsRequest request, ServerCallContext context) =>
        Task.FromResult(new Roster.V1.ListDutyPatternsResponse { DutyPatterns = { Sample.Pattern } });
}

internal sealed class FakeAssets(FakeGateway gateway) : Roster.V1.AssetService.AssetServiceBase
{
    public override Task<Roster.V1.ImportAssetsResponse> ImportAssets(Roster.V1.ImportAssetsRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(new Roster.V1.ImportAssetsResponse { Rows = 1, Updated = 1, Faults = { gateway.ImportFaults } });
    }

    public override Task ExportAssets(Roster.V1.ExportAssetsRequest request, IServerStreamWriter<Roster.V1.ExportAssetsResponse> responseStream, ServerCallContext context) =>
        responseStream.WriteAsync(new() { Csv = "name\r\n" });
}
