using Google.Rpc;
using Grpc.Core;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Tasking.V1;
using Outcome = TaskForce.Partners.V1.ReceiveCapAlertResponse.Types.Outcome;

namespace TaskForce.Partners.Cap;

/// <summary>A partner that calls, and what for.</summary>
internal readonly record struct CapSender(ActingFor Partner, string Purpose)
{
    public static CapSender Of(Caller caller) => new(ActingFor.Of(caller), caller.Purpose);

    public Metadata ToMetadata() => Partner.ToMetadata(Purpose);
}

/// <summary>Does at tasking what alerts say, in the partner's name. Each step may be taken again.</summary>
internal sealed class CapAtTasking(HotspotService.HotspotServiceClient hotspots)
{
    private static readonly string[] Fields = ["severity", "description", "place", "radius_metres", "host_nation", "source", "expire_time"];

    /// <summary>A hotspot; null if there is none.</summary>
    public async Task<Hotspot?> GetAsync(CapSender partner, string name, CancellationToken cancellation)
    {
        try
        {
            return await hotspots.GetHotspotAsync(new() { Name = name }, partner.ToMetadata(), cancellationToken: cancellation);
        }
        catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The newest of the active ones.</summary>
    public async Task<IReadOnlyList<Hotspot>> ListActiveAsync(CapSender partner, CancellationToken cancellation)
    {
        var request = new ListHotspotsRequest { PageSize = 1000, Filter = new() { States = { Hotspot.Types.State.Active } } };
        return (await hotspots.ListHotspotsAsync(request, partner.ToMetadata(), cancellationToken: cancellation)).Hotspots;
    }

    public async Task<Outcome> ReportAsync(CapSender partner, string name, Hotspot wanted, CancellationToken cancellation)
    {
        try
        {
            var request = new CreateHotspotRequest { Hotspot = wanted, HotspotId = name.Split('/')[1] };
            await hotspots.CreateHotspotAsync(request, partner.ToMetadata(), cancellationToken: cancellation);
        }
        catch (RpcException known) when (known.StatusCode == StatusCode.AlreadyExists)
        {
            // The first time ended before it was noted.
        }

        return Outcome.Created;
    }

    /// <exception cref="RpcException"><see cref="StatusCode.Aborted"/>: it is not as <paramref name="now"/> any more.</exception>
    public async Task<Outcome> ChangeAsync(CapSender partner, Hotspot now, Hotspot wanted, CancellationToken cancellation)
    {
        var request = new UpdateHotspotRequest { Hotspot = wanted.Clone(), UpdateMask = new() { Paths = { Fields } } };
        (request.Hotspot.Name, request.Hotspot.Etag) = (now.Name, now.Etag);
        if (wanted.Kind != Hotspot.Types.Kind.Unspecified)
        {
            request.UpdateMask.Paths.Add("kind");
        }

        await hotspots.UpdateHotspotAsync(request, partner.ToMetadata(), cancellationToken: cancellation);
        return Outcome.Updated;
    }

    public async Task<Outcome> CloseAsync(CapSender partner, string name, CapAlert alert, CancellationToken cancellation)
    {
        try
        {
            await hotspots.CloseHotspotAsync(new() { Name = name }, partner.ToMetadata(), cancellationToken: cancellation);
            return Outcome.Closed;
        }
        catch (RpcException inUse) when (ReasonOf(inUse) == "HOTSPOT_IN_USE")
        {
            return await NoteAsync(partner, name, alert, cancellation);
        }
        catch (RpcException over) when (ReasonOf(over) is "HOTSPOT_STATE" or "HOTSPOT_NOT_FOUND")
        {
            return Outcome.Closed;
        }
    }

    private async Task<Outcome> NoteAsync(CapSender partner, string name, CapAlert alert, CancellationToken cancellation)
    {
        if (await GetAsync(partner, name, cancellation) is { } now && CapHotspot.Cancelled(now.Description, alert) is var told && !now.Description.StartsWith(CapHotspot.CalledOff, StringComparison.Ordinal))
        {
            var request = new UpdateHotspotRequest { Hotspot = new() { Name = name, Description = told, Etag = now.Etag }, UpdateMask = new() { Paths = { "description" } } };
            await hotspots.UpdateHotspotAsync(request, partner.ToMetadata(), cancellationToken: cancellation);
        }

        return Outcome.Noted;
    }

    private static string ReasonOf(RpcException refusal) => refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "";
}
