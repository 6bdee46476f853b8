using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Storage;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;

namespace TaskForce.Partners.Stix;

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
    /// <exception cref="DomainException"><see cref="Fault.Exhausted"/>, <c>STIX_CASE_FULL</c>; <see cref="Fault.Invalid"/>, <c>STIX_INVALID</c>: it is about too many.</exception>
    public static async Task<(IReadOnlyList<StixCase> Cases, IReadOnlyList<string> Homeless)> TakeAsync(this PartnersDb db, ActingFor partner, StixBundle bundle, DateTimeOffset now)
    {
        var (named, cases, placed) = (bundle.Named(), new List<StixCase>(), new HashSet<string>(StringComparer.Ordinal));
        var rows = new Dictionary<string, StixCaseRow>(StringComparer.Ordinal);
        foreach (var some in (await db.FindRootsAsync(WebhookStore.OwnerOf(partner), named)).Select(root => StixCase.Begin(partner, root, now).Name.ToString()).Chunk(MostAtOnce))
        {
            (await db.StixCases.Where(row => some.Contains(row.Name)).ToListAsync()).ForEach(row => rows[row.Value.Root] = row);
        }

        foreach (var (root, members) in StixCases.Of(bundle, [.. rows.Values.Select(row => row.Value)]))
        {
            var before = rows.GetValueOrDefault(root)?.Value ?? StixCase.Begin(partner, root, now);
            var after = before.Merge(members, now);
            if (after.IsTooLarge && named.Contains(root))
            {
                throw new DomainException(Fault.Exhausted, "STIX_CASE_FULL", $"{before.Name} would have more than {StixCase.MostMembers} objects or {StixCase.MostBytes} bytes of them.");
            }

            // A case that only shares an object, and is full, takes nothing more, and keeps nobody else from it.
            cases.Add(after.IsTooLarge ? before : db.Keep(rows.GetValueOrDefault(root), before, after));
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

    /// <summary>
    /// The objects of a case that a caller may see: all, if the partner is the caller or of its nation. To others a relationship or a report says nothing either that names
    /// what they do not see.
    /// </summary>
    public static IEnumerable<StixObject> SeenBy(this StixCaseRow row, Caller caller, StixOptions options)
    {
        var isOwn = caller.Is(Role.Partner) || (row.Nation.Length > 0 && row.Nation == caller.Nation);
        var seen = row.Value.Members.Where(member => isOwn || member.Level <= options.Joint).Select(member => member.Object).ToList();
        var ids = seen.Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
        return isOwn ? seen : seen.Where(each => each.Id == row.Value.Root || each.Refs.All(id => ids.Contains(id) || !StixParser.Keeps(StixObject.TypeOf(id))));
    }

    // The roots that are named, and of what else shares an object as many as are looked at. Who reports and where is in many cases: that alone makes none.
    private static async Task<IReadOnlyList<string>> FindRootsAsync(this PartnersDb db, string owner, HashSet<string> named)
    {
        var (roots, others) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var some in named.Where(id => !StixCases.IsLeaf(id)).Chunk(MostAtOnce))
        {
            var members = db.StixMembers.Where(row => row.Owner == owner && some.Contains(row.Object));
            roots.AddRange(await members.Where(row => row.Root == row.Object).Select(row => row.Root).ToListAsync());
            StixCases.MustBeFew(roots.Count);
            others.UnionWith(await members.Where(row => row.Root != row.Object).Select(row => row.Root).Distinct().OrderBy(root => root).Take(StixCases.MostOthers + StixCases.MostCases).ToListAsync());
        }

        return [.. roots, .. others.Where(root => !named.Contains(root)).Order(StringComparer.Ordinal).Take(StixCases.MostOthers)];
    }

    private static StixCase Keep(this PartnersDb db, StixCaseRow? row, StixCase before, StixCase after)
    {
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
        db.StixMembers.AddRange(after.Members.Where(member => !known.Contains(member.Object.Id)).Select(member => new StixMemberRow { Owner = row.Owner, Object = member.Object.Id, Root = after.Root }));
        return after;
    }
}
