using Google.Rpc;
using Grpc.Core;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Hotspots;

/// <summary>A partner that calls, and what for.</summary>
internal readonly record struct Reporter(ActingFor Partner, string Purpose)
{
    public static Reporter Of(Caller caller) => new(ActingFor.Of(caller), caller.Purpose);

    public Metadata ToMetadata() => Partner.ToMetadata(Purpose);
}

/// <summary>What was done at tasking.</summary>
internal enum Deed
{
    /// <summary>It was reported.</summary>
    Created,

    /// <summary>Nothing: it was reported before, and the answer was lost; perhaps in other words.</summary>
    Known,

    Updated,

    Closed,

    /// <summary>A mission at it has not ended: that it is over stands in the description.</summary>
    Noted,

    /// <summary>Nothing: somebody else has a hotspot of that name.</summary>
    Taken,
}

/// <summary>Does at tasking what partners say in formats of their own, in their name. Each step may be taken again.</summary>
internal sealed class PartnerHotspots(HotspotService.HotspotServiceClient hotspots)
{
    private static readonly string[] Fields = ["severity", "description", "place", "radius_metres", "host_nation", "source", "expire_time"];

    /// <summary>A hotspot; null if there is none.</summary>
    public async Task<Hotspot?> GetAsync(Reporter partner, string name, CancellationToken cancellation)
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
    public async Task<IReadOnlyList<Hotspot>> ListActiveAsync(Reporter partner, CancellationToken cancellation)
    {
        var request = new ListHotspotsRequest { PageSize = 1000, Filter = new() { States = { Hotspot.Types.State.Active } } };
        return (await hotspots.ListHotspotsAsync(request, partner.ToMetadata(), cancellationToken: cancellation)).Hotspots;
    }

    /// <summary>Reports a hotspot under a name.</summary>
    public async Task<Deed> ReportAsync(Reporter partner, string name, Hotspot wanted, CancellationToken cancellation)
    {
        try
        {
            var request = new CreateHotspotRequest { Hotspot = wanted, HotspotId = name.Split('/')[1] };
            await hotspots.CreateHotspotAsync(request, partner.ToMetadata(), cancellationToken: cancellation);
            return Deed.Created;
        }
        catch (RpcException known) when (known.StatusCode == StatusCode.AlreadyExists)
        {
            // The first time ended before it was noted, or somebody else has chosen the name.
            return await IsOfAsync(partner, name, cancellation) ? Deed.Known : Deed.Taken;
        }
    }

    /// <summary>Whether a hotspot says already all that a change to it would.</summary>
    public static bool Says(Hotspot now, Hotspot wanted) => MaskOf(wanted).Select(Hotspot.Descriptor.FindFieldByName).All(field => Equals(field.Accessor.GetValue(now), field.Accessor.GetValue(wanted)));

    /// <exception cref="RpcException"><see cref="StatusCode.Aborted"/>: it is not as <paramref name="now"/> any more.</exception>
    public async Task<Deed> ChangeAsync(Reporter partner, Hotspot now, Hotspot wanted, CancellationToken cancellation)
    {
        var request = new UpdateHotspotRequest { Hotspot = wanted.Clone(), UpdateMask = new() { Paths = { MaskOf(wanted) } } };
        (request.Hotspot.Name, request.Hotspot.Etag) = (now.Name, now.Etag);
        await hotspots.UpdateHotspotAsync(request, partner.ToMetadata(), cancellationToken: cancellation);
        return Deed.Updated;
    }

    /// <summary>Closes a hotspot; one that is closed or gone is.</summary>
    /// <param name="partner">Whose it is.</param>
    /// <param name="name">Which.</param>
    /// <param name="tell">The description that says that it is over, of the one that it has; null if that one does already. For while a mission has not ended.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Deed> CloseAsync(Reporter partner, string name, Func<string, string?> tell, CancellationToken cancellation)
    {
        try
        {
            await hotspots.CloseHotspotAsync(new() { Name = name }, partner.ToMetadata(), cancellationToken: cancellation);
            return Deed.Closed;
        }
        catch (RpcException inUse) when (ReasonOf(inUse) == "HOTSPOT_IN_USE")
        {
            return await NoteAsync(partner, name, tell, cancellation);
        }
        catch (RpcException over) when (ReasonOf(over) is "HOTSPOT_STATE" or "HOTSPOT_NOT_FOUND")
        {
            return Deed.Closed;
        }
    }

    private async Task<Deed> NoteAsync(Reporter partner, string name, Func<string, string?> tell, CancellationToken cancellation)
    {
        while (await GetAsync(partner, name, cancellation) is { } now && tell(now.Description) is { } told)
        {
            try
            {
                var request = new UpdateHotspotRequest { Hotspot = new() { Name = name, Description = told, Etag = now.Etag }, UpdateMask = new() { Paths = { "description" } } };
                await hotspots.UpdateHotspotAsync(request, partner.ToMetadata(), cancellationToken: cancellation);
                break;
            }
            catch (RpcException stale) when (stale.StatusCode == StatusCode.Aborted)
            {
                // Somebody changed it meanwhile, the centre perhaps.
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return Deed.Noted;
    }

    private static IEnumerable<string> MaskOf(Hotspot wanted) => wanted.Kind == Hotspot.Types.Kind.Unspecified ? Fields : Fields.Append("kind");

    /// <summary>Whether there is a hotspot of a name that the partner reported.</summary>
    public async Task<bool> IsOfAsync(Reporter partner, string name, CancellationToken cancellation)
    {
        try
        {
            // Who reported a hotspot is judged before its etag is: of a change that cannot be made, the refusal says whose it is.
            var request = new UpdateHotspotRequest { Hotspot = new() { Name = name, Etag = "never" }, UpdateMask = new() { Paths = { "source" } } };
            await hotspots.UpdateHotspotAsync(request, partner.ToMetadata(), cancellationToken: cancellation);
            return true;
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.Aborted or StatusCode.PermissionDenied or StatusCode.NotFound)
        {
            return refusal.StatusCode != StatusCode.NotFound && ReasonOf(refusal) != "NOT_YOUR_HOTSPOT";
        }
    }

    /// <summary>Why tasking refused.</summary>
    public static string ReasonOf(RpcException refusal) => refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "";
}
