using System.Security.Cryptography;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.AfterAction;

/// <summary>Puts a report together: what the log says, what people wrote, and who signed.</summary>
internal static class ReportContent
{
    /// <summary>What people wrote of a mission, or nothing yet, and its version.</summary>
    public static async Task<(AfterActionRow? Row, AfterAction Value)> AfterActionOfAsync(this TaskingDb db, MissionName mission)
    {
        var name = AfterActionRow.NameOf(mission);
        var row = await db.AfterActions.FirstOrDefaultAsync(each => each.Name == name);
        return (row, row?.Value ?? new(mission));
    }

    /// <summary>What is signed: the report without digest, signatures and etag.</summary>
    public static async Task<V1.AfterActionReport> ContentOfAsync(this TaskingDb db, MissionRow row, AfterAction written)
    {
        if (written.Signed is { } signed)
        {
            return signed.Clone();
        }

        var mission = row.Value;
        var hotspot = (await db.Hotspots.GetAsync(mission.Brief.Hotspot)).Value;
        return new()
        {
            Name = AfterActionRow.NameOf(mission.Name),
            Title = mission.Brief.Title,
            MissionState = mission.State.ToProto(),
            HotspotKind = hotspot.Details.Kind,
            Severity = hotspot.Details.Severity,
            Place = hotspot.Details.Place.ToProto(),
            Mandate = mission.Mandate,
            Nations = { NationsOf(mission) },
            Participants = { (mission.Team?.Members ?? []).Select(ToProto) },
            Legs = { await db.LegsOfAsync(mission) },
            Figures = written.Figures ?? new() { Arrests = mission.Report?.Arrests ?? 0, Seizures = mission.Report?.Seizures ?? 0, Injuries = mission.Report?.Injuries ?? 0 },
            Narrative = written.Narrative ?? mission.Report?.Text ?? "",
            Lessons = written.Lessons ?? "",
            Reason = mission.Reason,
            Author = written.Author,
            UpdateTime = written.UpdateTime?.ToTimestamp(),
        };
    }

    /// <summary>The whole report, as a caller sees it.</summary>
    public static async Task<V1.AfterActionReport> ReportOfAsync(this TaskingDb db, MissionRow mission)
    {
        var (row, written) = await db.AfterActionOfAsync(mission.Value.Name);
        var report = await db.ContentOfAsync(mission, written);
        report.Digest = report.ContentDigest();
        report.AuthorNations.Add(written.AuthorUnit.Length > 0 ? [written.AuthorUnit] : []);
        await db.OwnAsync(report, mission);
        report.Signatures.Add(written.Signatures.Select(ToProto));
        report.Etag = Etag.Of(row?.Version ?? 0);
        return report;
    }

    // Whose each step is: of one that was signed before steps said so too.
    private static async Task OwnAsync(this TaskingDb db, V1.AfterActionReport report, MissionRow mission)
    {
        var recipients = (await db.Orders.Where(order => order.Mission == mission.Name).ToListAsync())
            .DistinctBy(order => order.Recipient).ToDictionary(order => order.Recipient, order => order.Value.Text.Nation);
        foreach (var leg in report.Legs.Where(leg => leg.Nation.Length == 0))
        {
            leg.Nation = recipients.GetValueOrDefault(leg.Subject, "");
        }
    }

    /// <summary>SHA-256 over the content; C# writes fields in the order of their numbers.</summary>
    public static ByteString ContentDigest(this V1.AfterActionReport report)
    {
        var content = report.Clone();
        content.Digest = ByteString.Empty;
        content.Signatures.Clear();
        content.Etag = "";
        content.AuthorNations.Clear();
        foreach (var leg in content.Legs)
        {
            leg.Nation = "";
        }

        return ByteString.CopyFrom(SHA256.HashData(content.ToByteArray()));
    }

    /// <summary>The nations of the team, or of the plan if there was none.</summary>
    public static IReadOnlyList<string> NationsOf(Mission mission) =>
        mission.Team?.Nations ?? [.. mission.Brief.Requirement.Quotas.Select(quota => quota.Nation).Distinct().Order(StringComparer.Ordinal)];

    private static async Task<List<V1.AfterActionReport.Types.Leg>> LegsOfAsync(this TaskingDb db, Mission mission)
    {
        var reported = await db.LogOf(HotspotStore.Topic, mission.Brief.Hotspot.ToString()).FirstOrDefaultAsync();
        var log = await db.LogOf(MissionStore.Topic, mission.Name.ToString()).ToListAsync();
        return Legs.Of(
            reported is null ? null : V1.HotspotEvent.Parser.ParseFrom(reported.Payload),
            log.Select(change => V1.MissionEvent.Parser.ParseFrom(change.Payload)));
    }

    private static IQueryable<EventRow> LogOf(this TaskingDb db, string topic, string resource) =>
        db.Events.Where(change => change.Resource == resource && change.Topic == topic).OrderBy(change => change.Sequence);

    internal static V1.AfterActionReport.Types.Participant ToProto(this Roster.V1.TeamMember member) => new()
    {
        Member = member.Member,
        CallSign = member.CallSign,
        Nation = member.Nation,
        Role = WireName.Of(member.Role),
    };

    private static V1.AfterActionReport.Types.Signature ToProto(Signature signature) => new()
    {
        Nation = signature.Nation,
        Signer = signature.Signer,
        Time = signature.Time.ToTimestamp(),
        Digest = ByteString.CopyFrom(Convert.FromHexString(signature.Digest)),
    };
}
