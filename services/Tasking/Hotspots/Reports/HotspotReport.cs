using System.Security.Cryptography;
using System.Text;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Google.Protobuf;

namespace TaskForce.Tasking.Hotspots.Reports;

/// <summary>A hotspot as an event reports it.</summary>
/// <param name="Request">What is asked for: the same each time that the event is delivered.</param>
/// <param name="HasOwnName">Whether the name is made of the event, so that one that exists, by the same reporter, is this report's.</param>
internal sealed record HotspotReport(V1.CreateHotspotRequest Request, bool HasOwnName)
{
    /// <summary>Reads an event.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if it is none.</exception>
    public static HotspotReport Read(TopicEventRequest change)
    {
        if (change.Id.Length == 0 || !change.DataContentType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            throw new DomainException(Fault.Invalid, "REPORT_UNREADABLE", "A report has an id, and its data is JSON.");
        }

        V1.CreateHotspotRequest request;
        try
        {
            request = V1.CreateHotspotRequest.Parser.ParseJson(change.Data.ToStringUtf8());
        }
        catch (Exception unreadable) when (unreadable is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new DomainException(Fault.Invalid, "REPORT_UNREADABLE", "The data is no CreateHotspotRequest in JSON.");
        }

        // Who sends events names them by source and id; nobody else may choose either.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{change.Source}\n{change.Id}"));
        var hasOwnName = request.HotspotId.Length == 0;
        request.RequestId = new Guid(digest.AsSpan(0, 16)).ToString("D");
        // Answers are kept for a day; a hotspot of that name says also later that the report was taken.
        request.HotspotId = hasOwnName ? $"r{Convert.ToHexStringLower(digest.AsSpan(16, 12))}" : request.HotspotId;
        return new(request, hasOwnName);
    }
}
