using System.Collections.Immutable;

namespace TaskForce.Roster.Members;

/// <summary>Which of a member's qualifications takes another's place.</summary>
internal static class Renewal
{
    /// <summary>
    /// Adds what a training issued, in place of what is no better and holds no longer. If something held is at least as good and holds
    /// longer, or is better and holds as long, that is kept instead.
    /// </summary>
    public static ImmutableArray<Qualification> Renew(this ImmutableArray<Qualification> held, Qualification issued)
    {
        var same = held.Where(known => known.Skill == issued.Skill).ToList();
        return same.Exists(known => known.Validity.From <= issued.Validity.From && Outdoes(known, issued))
            ? held
            : [.. held.Except(same.Where(known => known.Grade <= issued.Grade && known.Validity.Until <= issued.Validity.Until)), issued];
    }

    /// <summary>Whether a qualification's lapse means nothing: another of the skill, at least as good, holds on without a gap, or holds by now.</summary>
    public static bool IsRenewed(this Qualification lapsing, IEnumerable<Qualification> held, DateTimeOffset now)
    {
        var needed = lapsing.Validity.Until > now ? lapsing.Validity.Until : now;
        return held.Any(other => other.Skill == lapsing.Skill && other.Validity.From <= needed && Outdoes(other, lapsing));
    }

    private static bool Outdoes(Qualification one, Qualification other) =>
        one.Grade >= other.Grade && one.Validity.Until >= other.Validity.Until && (one.Grade, one.Validity.Until) != (other.Grade, other.Validity.Until);
}
