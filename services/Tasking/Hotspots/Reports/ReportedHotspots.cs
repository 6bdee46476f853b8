using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Sidecar;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Hotspots.Reports;

/// <summary>Makes hotspots of reports.</summary>
internal sealed class ReportedHotspots(InnerCalls calls, Journal<TaskingDb> journal)
{
    private const string Method = "/taskforce.tasking.v1.HotspotService/CreateHotspot";

    /// <summary>Creates a hotspot in the place of a partner, unless this very report has made it before.</summary>
    /// <exception cref="DomainException">As <c>CreateHotspot</c> refuses; <see cref="Fault.Conflict"/> if it is to be tried again.</exception>
    public async Task CreateAsync(ActingFor partner, HotspotReport report, CancellationToken cancellation)
    {
        try
        {
            await calls.CallAsync<HotspotService, V1.CreateHotspotRequest, V1.Hotspot>(
                Method, partner, report.Request, hotspots => hotspots.CreateHotspot, cancellation);
        }
        catch (DomainException known) when (known.Fault == Fault.Exists && report.HasOwnName)
        {
            // Anybody can work out the name, and choose it.
            if (await ReporterOfAsync(report.Request.HotspotId, cancellation) != partner.Key)
            {
                throw;
            }
        }
    }

    private async Task<string> ReporterOfAsync(string id, CancellationToken cancellation)
    {
        var name = ResourceName.FromChosenId<HotspotName>(id, "hotspot_id");
        var row = await journal.ReadAsync(db => db.Hotspots.NamedAsync(name.ToString()), cancellation);
        return row?.Value.Reporter ?? throw new DomainException(Fault.Conflict, "CHANGED_MEANWHILE", $"{name} was deleted at the same moment.");
    }
}
