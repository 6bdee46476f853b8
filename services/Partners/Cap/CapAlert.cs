using System.Globalization;

namespace TaskForce.Partners.Cap;

/// <summary>What names a message for ever.</summary>
/// <param name="Sender">Who sent it.</param>
/// <param name="Identifier">The sender's name for it.</param>
/// <param name="Sent">When.</param>
internal readonly record struct CapMessageId(string Sender, string Identifier, DateTimeOffset Sent)
{
    /// <summary>The same text for the same moment, in whichever offset it is said.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Sender},{Identifier},{Sent.UtcDateTime:yyyy-MM-ddTHH:mm:ss}");

    /// <summary>As <c>references</c> has it.</summary>
    public override string ToString() => $"{Sender},{Identifier},{CapXml.Time(Sent)}";
}

/// <summary>An alert that was read. Empty texts were not there.</summary>
internal sealed record CapAlert(
    CapMessageId Id, string Status, string Type, string Scope, string Source, string Note, IReadOnlyList<CapMessageId> References, IReadOnlyList<CapInfo> Infos);

/// <summary>What an alert says in one language, or of one part of what happened.</summary>
internal sealed record CapInfo(
    string Language, IReadOnlyList<string> Categories, string Event, string Urgency, string Severity, string Certainty, IReadOnlyList<CapValue> EventCodes,
    DateTimeOffset? Expires, string SenderName, string Headline, string Description, string Instruction, IReadOnlyList<CapArea> Areas);

/// <summary>Where.</summary>
/// <param name="Description">For people.</param>
/// <param name="Spots">Circles, and the corners of polygons as circles of no radius.</param>
/// <param name="Geocodes">Codes of a system that the name says.</param>
internal sealed record CapArea(string Description, IReadOnlyList<CapSpot> Spots, IReadOnlyList<CapValue> Geocodes);

/// <summary>A point with what is around it. Degrees, WGS 84.</summary>
internal readonly record struct CapSpot(double Latitude, double Longitude, double RadiusMetres);

/// <summary>A name and a value.</summary>
internal readonly record struct CapValue(string Name, string Value);
