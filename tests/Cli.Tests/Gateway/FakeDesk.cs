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
        return Task.FromResult(gateway.Proposals);
    }
}

internal sealed class FakeMembers(FakeGateway gateway) : Roster.V1.MemberService.MemberServiceBase
{
    public override Task<Roster.V1.Member> GetMember(Roster.V1.GetMemberRequest request, ServerCallContext context) =>
        Task.FromResult(Sample.Members.FirstOrDefault(member => member.Name == request.Name)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"{request.Name} does not exist.")));

    public override Task<Roster.V1.ListMembersResponse> ListMembers(Roster.V1.ListMembersRequest request, ServerCallContext context) =>
        Task.FromResult(new Roster.V1.ListMembersResponse { Members = { Sample.Members } });

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
