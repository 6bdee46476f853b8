using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Partners.Stix;

/// <summary><c>stixCases/{stix_case}</c>.</summary>
internal readonly record struct StixCaseName(string Id) : IResourceName<StixCaseName>
{
    public static string Collection => "stixCases";

    public static StixCaseName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>An object of a case.</summary>
/// <param name="Object">Its newest version.</param>
/// <param name="Link">The marking of what ties it to the case: that they belong together may be a secret of its own.</param>
internal sealed record StixMember(StixObject Object, Tlp Link)
{
    /// <summary>Whom both let know.</summary>
    [JsonIgnore]
    public Tlp Level => Object.Level > Link ? Object.Level : Link;
}

/// <summary>An incident, or what stands for one, with all that came of it. Immutable.</summary>
/// <param name="Name">The resource name.</param>
/// <param name="Partner">Who sent it, and in whose name its hotspot is reported.</param>
/// <param name="Root">The id of the object that it is about.</param>
/// <param name="Members">All objects, that one too.</param>
/// <param name="CreateTime">When it came.</param>
/// <param name="UpdateTime">When anything of it last came.</param>
internal sealed record StixCase(
    StixCaseName Name, ActingFor Partner, string Root, ImmutableArray<StixMember> Members, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    /// <summary>The most objects that are kept of a case.</summary>
    public const int MostMembers = 2000;

    /// <summary>The most bytes of them, as they were sent.</summary>
    public const int MostBytes = 2 * 1024 * 1024;

    /// <summary>The hotspot that is or would be of it, <c>hotspots/{hotspot}</c>.</summary>
    public required string Hotspot { get; init; }

    /// <summary>Whether somebody began to report it: it may be there.</summary>
    public bool IsBegun { get; init; }

    /// <summary>Whether that was reported.</summary>
    public bool IsReported { get; init; }

    /// <summary>Grows whenever anything new comes.</summary>
    public long Revision { get; init; }

    /// <summary>The revision that was brought to tasking.</summary>
    public long Done { get; init; }

    /// <summary>The object that it is about.</summary>
    [JsonIgnore]
    public StixObject About => Members.First(member => member.Object.Id == Root).Object;

    /// <summary>Whether it has more than is kept of a case.</summary>
    [JsonIgnore]
    public bool IsTooLarge => Members.Length > MostMembers || Members.Sum(member => JsonMarshal.GetRawUtf8Value(member.Object.Body).Length) > MostBytes;

    /// <summary>The case of a root object, before anything is known of it. The same root of the same partner is the same case.</summary>
    public static StixCase Begin(ActingFor partner, string root, DateTimeOffset now)
    {
        var id = Hash($"{WebhookStore.OwnerOf(partner)}\n{root}");
        return new(new($"case-{id}"), partner, root, [], now, now) { Hotspot = $"hotspots/stix-{id}" };
    }

    /// <summary>Takes in what came, and what ties it now. Of each object the newest version is kept; itself if nothing is new.</summary>
    public StixCase Merge(IEnumerable<StixMember> came, DateTimeOffset now)
    {
        var members = Members.ToDictionary(member => member.Object.Id, StringComparer.Ordinal);
        var isNew = false;
        foreach (var member in came)
        {
            var known = members.GetValueOrDefault(member.Object.Id);
            var next = known is null || member.Object.Modified > known.Object.Modified ? member : member with { Object = known.Object };
            isNew |= !ReferenceEquals(next.Object, known?.Object) || next.Link != known?.Link;
            members[member.Object.Id] = next;
        }

        return isNew ? this with { Members = [.. members.Values], Revision = Revision + 1, UpdateTime = now } : this;
    }

    /// <summary>Has another hotspot, because that name is somebody else's, or the one before is over.</summary>
    public StixCase MoveOn() => this with { Hotspot = $"hotspots/stix-{Hash($"{WebhookStore.OwnerOf(Partner)}\n{Hotspot}")}", IsBegun = false, IsReported = false };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 12));
}
