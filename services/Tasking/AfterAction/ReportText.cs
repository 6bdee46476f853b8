using System.Globalization;
using System.Text.RegularExpressions;
using Google.Protobuf.WellKnownTypes;
using Leg = TaskForce.Tasking.V1.AfterActionReport.Types.Leg;

namespace TaskForce.Tasking.AfterAction;

/// <summary>What a report says in words, alike in every form of it. Times are UTC: its readers are in several zones.</summary>
internal static partial class ReportText
{
    public static readonly string[] TeamHeads = ["Call sign", "Nation", "Role", "Member"];

    public static readonly string[] LegHeads = ["Time (UTC)", "After", "Step", "Who", "By", "Note"];

    public static IEnumerable<(string Side, string Value)> Facts(V1.AfterActionReport report) =>
    [
        ("Mission", report.Name[..report.Name.LastIndexOf('/')]),
        ("State", Words(report.MissionState)),
        ("Threat", $"{Words(report.HotspotKind)}, {Words(report.Severity)}"),
        ("Place", Place(report.Place)),
        ("Nations", string.Join(", ", report.Nations)),
        ("Mandate", report.Mandate),
        ("Reason", report.Reason),
    ];

    public static string[] Cells(V1.AfterActionReport.Types.Participant member) =>
    [
        Shown(member.CallSign, member.WithheldFields, "call_sign"), member.Nation, member.Role.ToLowerInvariant(), Shown(member.Member, member.WithheldFields, "member"),
    ];

    public static string[] Cells(Leg leg, Timestamp? first) =>
    [
        Time(leg.Time),
        first is null ? "" : After(leg.Time.ToDateTimeOffset() - first.ToDateTimeOffset()),
        leg.Kind == Leg.Types.Kind.Acknowledged ? $"order {Words(leg.Rung)}" : Words(leg.Kind),
        leg.CallSign.Length > 0 ? leg.CallSign : leg.Subject.Length > 0 ? leg.Subject : Shown("", leg.WithheldFields, "subject"),
        Shown(leg.Actor, leg.WithheldFields, "actor"),
        string.Join("; ", new[] { leg.DeviceTime is null ? "" : $"device {Time(leg.DeviceTime)}", leg.Note, leg.Superseded ? "corrected later" : "" }.Where(text => text.Length > 0)),
    ];

    public static string Figures(V1.AfterActionReport.Types.Figures figures) =>
        string.Create(CultureInfo.InvariantCulture, $"Arrests: {figures.Arrests}. Seizures: {figures.Seizures}. Injuries: {figures.Injuries}.");

    public static IEnumerable<string> Signatures(V1.AfterActionReport report) => report.Nations.Select(nation =>
        report.Signatures.FirstOrDefault(signature => signature.Nation == nation) is { } signature
            ? $"{nation}: signed by {signature.Signer} at {Time(signature.Time)} over {Hex(signature.Digest)}"
            : $"{nation}: not signed");

    public static string Hex(Google.Protobuf.ByteString digest) => Convert.ToHexStringLower(digest.Span);

    public static string Time(Timestamp time) => time.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The contract's name of a value in words.</summary>
    public static string Words<T>(T value) where T : struct, System.Enum => WireName.Of(value).Replace('_', ' ').ToLowerInvariant();

    private static string Shown(string value, IEnumerable<string> withheld, string field) => withheld.Contains(field) ? "(withheld)" : value;

    private static string After(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"+{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");

    private static string Place(Type.V1.Place? place) => place is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{place.DisplayName} ({place.Location.Latitude:0.0000}, {place.Location.Longitude:0.0000})");

    /// <summary>What people wrote, with characters that turn the direction of what follows, or command a terminal, shown by their number.</summary>
    public static string Harmless(string written) =>
        Harmful().Replace(written, match => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)match.Value[0]:X4}"));

    [GeneratedRegex(@"[\p{Cc}\u202A-\u202E\u2066-\u2069-[\t\n\r]]")]
    private static partial Regex Harmful();
}
