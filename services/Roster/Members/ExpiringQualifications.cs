using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Members;

/// <summary>Lists what lapses, the earliest first.</summary>
internal static class ExpiringQualifications
{
    private const int UsualDays = 90;
    private const int MostDays = 3650;

    public static async Task<V1.ListExpiringQualificationsResponse> ListExpiringAsync(
        this RosterDb db, V1.ListExpiringQualificationsRequest request, View view, DateTimeOffset now, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.CheckNation(request.Nation, "nation");
        violations.Check(request.WithinDays is >= 0 and <= MostDays, "within_days", $"must be 0 to {MostDays}");
        violations.ThrowIfAny();
        var (size, question) = (Paging.SizeOf(request.PageSize, usual: 50, most: 1000), new V1.ListExpiringQualificationsRequest { Nation = request.Nation, WithinDays = request.WithinDays });
        var after = Paging.ReadToken(request.PageToken, question) ?? long.MinValue;

        var all = await db.LapsesAsync(request.Nation, view, now.AddDays(request.WithinDays == 0 ? UsualDays : request.WithinDays), now, cancellation);
        var page = all.Where(lapse => lapse.Key > after).OrderBy(lapse => lapse.Key).Take(size + 1).ToList();

        return new()
        {
            Qualifications = { page.Take(size).Select(entry => entry.Lapse.ToProto(now)) },
            NextPageToken = page.Count > size ? Paging.WriteToken(page[size - 1].Key, question) : "",
        };
    }

    private static async Task<IEnumerable<(long Key, Lapse Lapse)>> LapsesAsync(
        this RosterDb db, string nation, View view, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellation)
    {
        var (first, last) = ((now - Lapses.Memory).UtcTicks, until.UtcTicks);
        var rows = db.Members.Where(row => row.Skills.Any(held => held.Until > first && held.Until <= last)).WithKnownLapses(view);
        rows = nation.Length > 0 ? rows.Where(row => row.Nation == nation) : rows;
        return (await rows.ToListAsync(cancellation)).SelectMany(row => Lapses.Of(row.Value, until, now).Select((lapse, index) => (Key(row, lapse, index), lapse)));
    }

    // The time first, then the member, then the place among the member's own: a page goes on after it whatever came or went. 33 bits of
    // seconds last beyond the year 2200, 25 bits count 33 million members.
    private static long Key(MemberRow row, Lapse lapse, int index) =>
        (lapse.Until.ToUnixTimeSeconds() << 30) | ((row.Ordinal & 0x1FF_FFFF) << 5) | (uint)(index & 0x1F);
}
