using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;

namespace TaskForce.Roster.Members;

/// <summary>That the lapse of a qualification was announced so many days ahead, so that it is announced once. Times in UTC ticks.</summary>
internal sealed class LapseNoticeRow
{
    public required string Member { get; init; }

    public required string Skill { get; init; }

    public required long Until { get; init; }

    public required int Days { get; init; }
}

internal static class LapseNotices
{
    /// <summary>The members who have a lapse to announce.</summary>
    public static async Task<List<string>> WithDueNoticesAsync(this RosterDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var (from, until) = ((now - Lapses.Memory).UtcTicks, now.AddDays(Lapses.FirstNotice).UtcTicks);
        var given = await db.NoticesAsync(now, null, cancellation);
        var soon = await db.Members.Where(row => row.Skills.Any(held => held.Until > from && held.Until <= until))
            .Select(row => new { row.Name, row.Skills }).ToListAsync(cancellation);

        // Whether it is renewed only the body says, so only the bodies of those who may have something new to hear are read.
        var names = soon.Where(row => row.Skills.Exists(held => held.Until > from && held.Until <= until && given.IsDue(row.Name, held.Skill, new(held.Until, TimeSpan.Zero), now)))
            .Select(row => row.Name).ToList();
        var members = await db.Members.Where(row => names.Contains(row.Name)).OrderBy(row => row.Ordinal).ToListAsync(cancellation);
        return [.. members.Where(row => given.DueOf(row.Value, now).Any()).Select(row => row.Name)];
    }

    /// <summary>Announces what is due to be announced of these members; returns how many lapses.</summary>
    public static async Task<int> AnnounceLapsesAsync(this RosterDb db, IReadOnlyCollection<string> members, DateTimeOffset now)
    {
        var given = await db.NoticesAsync(now, members, CancellationToken.None);
        var rows = await db.Members.Where(row => members.Contains(row.Name)).OrderBy(row => row.Ordinal).ToListAsync();
        var wire = (await db.ToProtoAsync(rows)).ToDictionary(member => member.Name);
        var due = rows.SelectMany(row => given.DueOf(row.Value, now)).ToList();
        foreach (var lapse in due)
        {
            db.Append(MemberStore.Topic, lapse.Member.Name.ToString(), ToEvent(lapse, wire[lapse.Member.Name.ToString()], now));
        }

        db.LapseNotices.AddRange(due.Select(lapse => ToRow(lapse, now)));
        var forgotten = (now - Lapses.Memory).UtcTicks;
        await db.LapseNotices.Where(notice => notice.Until <= forgotten).ExecuteDeleteAsync();
        return due.Count;
    }

    private static V1.MemberEvent ToEvent(Lapse lapse, V1.Member member, DateTimeOffset now) => new()
    {
        Type = V1.MemberEvent.Types.Type.QualificationExpiring,
        Time = now.ToTimestamp(),
        Member = member,
        Actor = "service:roster",
        Expiring = lapse.ToProto(now),
    };

    private static LapseNoticeRow ToRow(Lapse lapse, DateTimeOffset now) => new()
    {
        Member = lapse.Member.Name.ToString(),
        Skill = lapse.Qualification.Skill,
        Until = lapse.Until.UtcTicks,
        Days = Lapses.DueNotice(lapse.Until, now)!.Value,
    };

    private static async Task<Given> NoticesAsync(this RosterDb db, DateTimeOffset now, IReadOnlyCollection<string>? members, CancellationToken cancellation)
    {
        var from = (now - Lapses.Memory).UtcTicks;
        var rows = db.LapseNotices.AsNoTracking().Where(notice => notice.Until > from);
        rows = members is null ? rows : rows.Where(notice => members.Contains(notice.Member));
        return new((await rows.ToListAsync(cancellation)).ToLookup(notice => (notice.Member, notice.Skill, notice.Until), notice => notice.Days));
    }

    // What was announced so far.
    private sealed record Given(ILookup<(string Member, string Skill, long Until), int> Days)
    {
        public bool IsDue(string member, string skill, DateTimeOffset until, DateTimeOffset now) =>
            Lapses.DueNotice(until, now) is { } due && !Days[(member, skill, until.UtcTicks)].Any(given => given <= due);

        public IEnumerable<Lapse> DueOf(Member member, DateTimeOffset now) => Lapses.Of(member, now.AddDays(Lapses.FirstNotice), now)
            .Where(lapse => IsDue(member.Name.ToString(), lapse.Qualification.Skill, lapse.Until, now));
    }
}
