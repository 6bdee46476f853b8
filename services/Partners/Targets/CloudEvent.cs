using Google.Protobuf;
using TaskForce.Partners.Deliveries;
using TaskForce.Partners.Feeds;

namespace TaskForce.Partners.Targets;

/// <summary>An event as it is sent to a partner.</summary>
/// <param name="Id">The stable id.</param>
/// <param name="Body">What is sent.</param>
internal sealed record CloudEvent(string Id, byte[] Body)
{
    /// <summary>The type of the body.</summary>
    public const string ContentType = ServiceDefaults.Events.CloudEvent.ContentType;

    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static CloudEvent Of(Notice notice, EventSource source)
    {
        var id = DeliveryRow.IdOf(notice.Feed, notice.Sequence);
        return new(id, new ServiceDefaults.Events.CloudEvent(id, source.Path, notice.Type, notice.Subject, notice.Time, notice.Sequence).Write(Json.Format(notice.Data)));
    }
}
