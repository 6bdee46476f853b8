using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;

namespace TaskForce.Partners.Stix;

/// <summary>A case as stored.</summary>
internal sealed class StixCaseRow : Row<StixCase>
{
    /// <summary>Whose it is: <see cref="WebhookStore.OwnerOf(ActingFor)"/>.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>The partner's nation; empty if it has none.</summary>
    public string Nation { get; private set; } = "";

    public Tlp Level { get; private set; }

    protected override string NameOf(StixCase value) => value.Name.ToString();

    protected override void Index(StixCase value) => (Owner, Nation, Level) = (WebhookStore.OwnerOf(value.Partner), value.Partner.Nation, value.About.Level);
}

/// <summary>That an object is in a case: finds the cases of what comes later.</summary>
internal sealed class StixMemberRow
{
    public required string Owner { get; init; }

    /// <summary>The id of the object.</summary>
    public required string Object { get; init; }

    /// <summary>The id of the object that the case is about.</summary>
    public required string Root { get; init; }
}

internal static class StixStore
{
    // As many as fit well into one question.
    private const int MostAtOnce = 500;

    /// <summary>The cases that a caller may know of.</summary>
    public static IQueryable<StixCaseRow> KnownTo(this IQueryable<StixCaseRow> cases, Caller caller, StixOptions options)
    {
        var (owner, nation, joint) = (WebhookStore.OwnerOf(ActingFor.Of(caller)), caller.Nation, options.Joint);
        return caller.Is(Role.Partner)
            ? cases.Where(row => row.Owner == owner)
            : cases.Where(row => (row.Nation == nation && nation != "") || row.Level <= joint);
    }

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, also for what the caller may not know of.</exception>
    public static async Task<StixCaseRow> GetAsync(this IQueryable<StixCaseRow> cases, string name, Caller caller, StixOptions options)
    {
        var asked = ResourceName.Parse<StixCaseName>(name);
        return await cases.KnownTo(caller, options).NamedAsync(asked.ToString()) ?? throw new DomainException(Fault.NotFound, "STIX_CASE_NOT_FOUND", $"{asked} does not exist.");
    }

    /// <summary>Takes a bundle into the partner's cases.</summary>
    /// <returns>The cases that it is about, in its order, and the objects that belong to none.</returns>
    public static async Task<(IReadOnlyList<StixCase> Cases, IReadOnlyList<string> Homeless)> TakeAsync(this PartnersDb db, ActingFor partner, StixBundle bundle, DateTimeOffset now)
    {
        var owner = WebhookStore.OwnerOf(partner);
        var known = await db.FindRootsAsync(owner, bundle.Objects.SelectMany(each => each.Refs.Append(each.Id)).Distinct().Where(id => !IsShared(id)));
        var (cases, placed) = (new List<StixCase>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (root, members) in StixCases.Of(bundle, known))
        {
            cases.Add(await db.MergeAsync(owner, StixCase.Begin(partner, root, now), members, now));
            placed.UnionWith(members.Select(member => member.Object.Id));
        }

        return (cases, [.. bundle.Objects.Select(each => each.Id).Where(id => !placed.Contains(id))]);
    }

    /// <summary>A case as a caller sees it.</summary>
    public static V1.StixCase ToProto(this StixCaseRow row, Caller caller, StixOptions options)
    {
        var about = row.Value.About;
        return new()
        {
            Name = row.Name,
            Partner = row.Value.Partner.Partner,
            Nation = row.Nation,
            Root = row.Value.Root,
            Title = StixHotspot.TitleOf(about),
            Level = (V1.TlpLevel)row.Level,
            Hotspot = row.Value.IsReported ? row.Value.Hotspot : "",
            Over = about.IsOver,
            Objects = row.SeenBy(caller, options).Count(),
            ModifyTime = about.Modified.ToTimestamp(),
            CreateTime = row.Value.CreateTime.ToTimestamp(),
            UpdateTime = row.Value.UpdateTime.ToTimestamp(),
        };
    }

    /// <summary>The objects of a case that a caller may see: all, if the partner is the caller or of its nation.</summary>
    public static IEnumerable<StixObject> SeenBy(this StixCaseRow row, Caller caller, StixOptions options)
    {
        var isOwn = caller.Is(Role.Partner) || (row.Nation.Length > 0 && row.Nation == caller.Nation);
        return row.Value.Members.Where(member => isOwn || member.Level <= options.Joint).Select(member => member.Object);
    }

    // Who reports and where is in many cases; a newer version of that alone changes none.
    private static bool IsShared(string id) => id.StartsWith("identity--", StringComparison.Ordinal) || id.StartsWith("location--", StringComparison.Ordinal) || id.StartsWith("marking-definition--", StringComparison.Ordinal);

    private static async Task<ILookup<string, string>> FindRootsAsync(this PartnersDb db, string owner, IEnumerable<string> ids)
    {
        var found = new List<StixMemberRow>();
        foreach (var some in ids.Chunk(MostAtOnce))
        {
            found.AddRange(await db.StixMembers.Where(row => row.Owner == owner && some.Contains(row.Object)).ToListAsync());
        }

        return found.ToLookup(row => row.Object, row => row.Root, StringComparer.Ordinal);
    }

    private static async Task<StixCase> MergeAsync(this PartnersDb db, string owner, StixCase begun, IReadOnlyList<StixMember> members, DateTimeOffset now)
    {
        var row = await db.StixCases.NamedAsync(begun.Name.ToString());
        var (before, after) = (row?.Value ?? begun, (row?.Value ?? begun).Merge(members, now));
        if (ReferenceEquals(before, after))
        {
            return before;
        }

        if (row is null)
        {
            db.StixCases.Add(row = new());
        }

        row.Set(after);
        var known = before.Members.Select(member => member.Object.Id).ToHashSet(StringComparer.Ordinal);
        db.StixMembers.AddRange(after.Members.Where(member => !known.Contains(member.Object.Id)).Select(member => new StixMemberRow { Owner = owner, Object = member.Object.Id, Root = after.Root }));
        return after;
    }
}
