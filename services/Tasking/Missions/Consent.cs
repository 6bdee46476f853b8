using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TaskForce.Tasking.Missions;

/// <summary>Exactly what a key is turned over: the same JSON, byte for byte, for the same team, place, time, powers and instructions.</summary>
internal sealed record Consent(string Content, string Digest)
{
    private const string Breaches = "breaches";
    private const string Members = "members";
    private const string Assets = "assets";

    /// <summary>The nations of the people and the equipment that it names.</summary>
    public ImmutableArray<string> Nations { get => field.IsDefault ? NationsIn(Content) : field; init; }

    // The order of the members and the way of writing are part of the digest: never changed, only added to.
    private static readonly JsonWriterOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether it is the same to the byte.</summary>
    public bool Equals(Consent? other) => other is not null && Content == other.Content;

    /// <inheritdoc/>
    public override int GetHashCode() => Content.GetHashCode(StringComparison.Ordinal);

    /// <summary>What a mission with a team is now.</summary>
    public static Consent Of(Mission mission)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Canonical))
        {
            Write(json, mission, mission.Team!);
        }

        return new(Encoding.UTF8.GetString(buffer.WrittenSpan), Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan)))
        {
            Nations = [.. mission.Team!.Members.Select(member => member.Nation).Concat(mission.Team.Assets.Select(asset => asset.Nation)).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>
    /// What changed between the two so that keys turned over the first are void, for people. Every nation consents to the whole, so
    /// every change voids every key; only a duty-time breach that is gone takes nothing from what was consented to.
    /// </summary>
    public IReadOnlyList<string> ChangesTo(Consent next)
    {
        using var before = JsonDocument.Parse(Content);
        using var after = JsonDocument.Parse(next.Content);
        return [.. after.RootElement.EnumerateObject().Where(part => part.Name == Breaches
            ? RulesIn(part.Value).Except(RulesIn(before.RootElement.GetProperty(Breaches))).Any()
            : part.Value.GetRawText() != before.RootElement.GetProperty(part.Name).GetRawText()).Select(part => part.Name)];
    }

    private static void Write(Utf8JsonWriter json, Mission mission, AssignedTeam team)
    {
        var requirement = mission.Brief.Requirement;
        json.WriteStartObject();
        json.WriteString("mission", mission.Name.ToString());
        json.WriteString("title", mission.Brief.Title);
        json.WriteString("instructions", mission.Brief.Instructions);
        json.WriteNumber("priority", mission.Priority);
        WriteStrings(json, "threat", WireName.Of(mission.Brief.Kind), WireName.Of(mission.Brief.Severity));
        WriteStrings(json, "place", Number(requirement.Place?.Location?.Latitude), Number(requirement.Place?.Location?.Longitude),
            Number(mission.Brief.RadiusMetres), requirement.Place?.DisplayName ?? "", mission.Brief.HostNation);
        if (mission.Brief.IsRemote)
        {
            json.WriteBoolean("remote", true);
        }

        WriteStrings(json, "period", Moment(requirement.Period?.StartTime), Moment(requirement.Period?.EndTime));
        WriteStrings(json, "mandate", mission.MandateName, mission.Mandate);
        json.WriteString("team", team.Name);
        WriteEach(json, Members, team.Members.OrderBy(member => member.Member, StringComparer.Ordinal),
            member => [member.Member, member.Nation, member.CallSign, WireName.Of(member.Role)]);
        WriteEach(json, Assets, team.Assets.OrderBy(asset => asset.Asset, StringComparer.Ordinal), asset => [asset.Asset, asset.Nation, asset.DisplayName]);
        WriteEach(json, Breaches, team.Breaches.OrderBy(breach => breach.Member, StringComparer.Ordinal).ThenBy(breach => breach.Rule, StringComparer.Ordinal),
            breach => [breach.Member, breach.Rule, breach.Message]);
        json.WriteEndObject();
    }

    private static void WriteEach<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Func<T, string[]> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartArray();
            Array.ForEach(write(item), json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, params string[] values)
    {
        json.WriteStartArray(name);
        Array.ForEach(values, json.WriteStringValue);
        json.WriteEndArray();
    }

    // Of one that was kept before its nations were.
    private static ImmutableArray<string> NationsIn(string content)
    {
        using var json = JsonDocument.Parse(content);
        return [.. new[] { Members, Assets }.SelectMany(part => json.RootElement.GetProperty(part).EnumerateArray().Select(each => each[1].GetString() ?? ""))
            .Distinct().Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> RulesIn(JsonElement breaches) => breaches.EnumerateArray().Select(breach => $"{breach[0]} {breach[1]}");

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Moment(Google.Protobuf.WellKnownTypes.Timestamp? time) => time?.ToDateTimeOffset().ToString("O", CultureInfo.InvariantCulture) ?? "";
}
