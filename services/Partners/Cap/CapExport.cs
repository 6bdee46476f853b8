using System.Globalization;
using System.Xml.Linq;
using Google.Api;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TaskForce.Partners.Hotspots;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Cap;

/// <summary>Shows hotspots as alerts, each read as whoever asks.</summary>
internal sealed class CapExport(Journal<PartnersDb> journal, PartnerHotspots tasking, IOptions<CapOptions> options, TimeProvider clock)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    public async Task<HttpBody> SendAsync(string name, Caller caller, CancellationToken cancellation)
    {
        var hotspot = await tasking.GetAsync(Reporter.Of(caller), name, cancellation) ?? throw new DomainException(Fault.NotFound, "HOTSPOT_NOT_FOUND", $"{name} does not exist.");
        var owner = WebhookStore.OwnerOf(ActingFor.Of(caller));
        AuditNotes.Show(hotspot);
        return await journal.ChangeAsync(async db =>
        {
            var thread = await db.CapThreads.FindAsync(hotspot.Name);
            if (thread is { IsPublic: false } && thread.Owner != owner)
            {
                throw new DomainException(Fault.Denied, "CAP_NOT_PUBLIC", $"{hotspot.Name} came by an alert that is not public.");
            }

            // One that was deleted and made again under its name is another, whose thread begins anew.
            var ever = await db.CapPublished.Where(row => row.Hotspot == hotspot.Name).OrderBy(row => row.Id).ToListAsync();
            var sent = ever.FindAll(row => row.IsOf(hotspot));
            var message = sent.Find(row => row.Etag == hotspot.Etag) ?? Next(db, hotspot, sent, ever.Count);
            return CapWriter.ToBody(new CapWriter(options.Value).Write(hotspot, message, sent.TakeWhile(row => row != message), thread is { IsExercise: true }), CapXml.MediaType);
        }, cancellation);
    }

    /// <summary>The feed; its links lead back through the gateway.</summary>
    /// <param name="address">Where the caller found this service, without a slash at the end.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<HttpBody> ListAsync(string address, Caller caller, CancellationToken cancellation)
    {
        var (owner, now) = (WebhookStore.OwnerOf(ActingFor.Of(caller)), clock.GetUtcNow());
        var active = await tasking.ListActiveAsync(Reporter.Of(caller), cancellation);
        var hidden = await journal.ReadAsync(db => db.CapThreads.Where(thread => !thread.IsPublic && thread.Owner != owner).Select(thread => thread.Hotspot).ToListAsync(), cancellation);
        var shown = active.Where(hotspot => !hidden.Contains(hotspot.Name) && !(hotspot.ExpireTime?.ToDateTimeOffset() <= now)).ToList();
        shown.ForEach(AuditNotes.Show);
        return CapWriter.ToBody(new(new XElement(
            Atom + "feed",
            new XElement(Atom + "id", $"{address}/partners/v1/capAlerts"),
            new XElement(Atom + "title", $"{options.Value.SenderName}: CAP 1.2"),
            new XElement(Atom + "updated", Time(shown.Select(hotspot => hotspot.UpdateTime.ToDateTimeOffset()).Append(DateTimeOffset.UnixEpoch).Max())),
            new XElement(Atom + "author", new XElement(Atom + "name", options.Value.SenderName)),
            new XElement(Atom + "link", new XAttribute("rel", "self"), new XAttribute("href", $"{address}/partners/v1/capAlerts")),
            shown.Select(hotspot => Entry(address, hotspot)))), "application/atom+xml");
    }

    private static XElement Entry(string address, Hotspot hotspot)
    {
        var url = $"{address}/partners/v1/{hotspot.Name}/capAlert";
        var words = CapWords.All[0];
        return new(
            Atom + "entry",
            new XElement(Atom + "id", url),
            new XElement(Atom + "title", CapXml.Clean($"{words.Kinds.GetValueOrDefault(hotspot.Kind, "")}: {hotspot.Place?.DisplayName}")),
            new XElement(Atom + "updated", Time(hotspot.UpdateTime.ToDateTimeOffset())),
            new XElement(Atom + "link", new XAttribute("rel", "alternate"), new XAttribute("type", CapXml.MediaType), new XAttribute("href", url)));
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static CapPublishedRow Next(PartnersDb db, Hotspot hotspot, List<CapPublishedRow> sent, int ever)
    {
        var isOver = hotspot.State == Hotspot.Types.State.Closed;
        if (isOver && sent.Count == 0)
        {
            throw new DomainException(Fault.NotFound, "CAP_ALERT_NOT_FOUND", $"{hotspot.Name} was over before anybody asked for its alert.");
        }

        var time = hotspot.UpdateTime.ToDateTimeOffset().UtcTicks;
        var seconds = time - (time % TimeSpan.TicksPerSecond);
        if (sent.Count > 0 && sent[^1].Sent > seconds)
        {
            throw new DomainException(Fault.Conflict, "CAP_CHANGED", $"{hotspot.Name} has changed meanwhile; ask again.");
        }

        var row = new CapPublishedRow
        {
            Hotspot = hotspot.Name,
            Etag = hotspot.Etag,
            Created = hotspot.CreateTime.ToDateTimeOffset().UtcTicks,
            Type = isOver ? "Cancel" : sent.Count == 0 ? "Alert" : "Update",
            Identifier = $"{hotspot.Name.Split('/')[1]}.{ever + 1}",
            Sent = seconds,
        };
        db.CapPublished.Add(row);
        return row;
    }
}
