namespace TaskForce.Roster.Members;

/// <summary>A qualification of a member that lapses, or has lapsed.</summary>
internal sealed record Lapse(Member Member, Qualification Qualification)
{
    public DateTimeOffset Until => Qualification.Validity.Until;

    public V1.ExpiringQualification ToProto(DateTimeOffset now) => new()
    {
        Member = Member.Name.ToString(),
        CallSign = Member.Details.CallSign,
        Nation = Member.Nation,
        Qualification = Qualification.ToProto(),
        DaysLeft = (int)Math.Ceiling((Until - now).TotalDays),
    };
}

/// <summary>Which qualifications lapse, and when that is announced.</summary>
internal static class Lapses
{
    /// <summary>How long a lapse is still of interest.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(365);

    /// <summary>So many days ahead a lapse is first announced.</summary>
    public const int FirstNotice = 90;

    private static readonly int[] Notices = [0, 7, 30, FirstNotice];

    /// <summary>What lapses until a time, or has within <see cref="Memory"/>, and is not renewed: one for each skill and time.</summary>
    public static IEnumerable<Lapse> Of(Member member, DateTimeOffset until, DateTimeOffset now)
    {
        var held = member.Details.Qualifications;
        return held.Where(lapsing => lapsing.Validity.Until > now - Memory && lapsing.Validity.Until <= until && !lapsing.IsRenewed(held, now))
            .DistinctBy(lapsing => (lapsing.Skill, lapsing.Validity.Until)).Select(lapsing => new Lapse(member, lapsing));
    }

    /// <summary>How many days ahead the announcement is that is due now: the most urgent, whatever was missed. Null if none is.</summary>
    public static int? DueNotice(DateTimeOffset until, DateTimeOffset now) =>
        until <= now - Memory ? null : Notices.Cast<int?>().FirstOrDefault(days => until <= now.AddDays(days!.Value));
}
