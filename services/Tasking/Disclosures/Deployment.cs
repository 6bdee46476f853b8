using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace TaskForce.Tasking.Disclosures;

/// <summary>That a member or an asset belonged to a team under way.</summary>
/// <param name="Subject">The resource name.</param>
/// <param name="Nation">Whose it is.</param>
/// <param name="Begin">From when.</param>
/// <param name="End">Until when; null while it does.</param>
internal sealed record Assignment(string Subject, string Nation, DateTimeOffset Begin, DateTimeOffset? End);

/// <summary>
/// One dispatch of a mission's team, from the order to its end: who belonged to it when, and which nations took part. It is what each nation discloses of its
/// people's positions to the others. Immutable.
/// </summary>
internal sealed record Deployment(DateTimeOffset Begin, ImmutableArray<string> Receivers, ImmutableArray<Assignment> Assignments)
{
    public DateTimeOffset? End { get; init; }

    /// <summary>The team is this from now on: who left has left now, who came has come now. A nation that took part stays one that did.</summary>
    public Deployment Change(IReadOnlyCollection<(string Subject, string Nation)> team, IEnumerable<string> nations, DateTimeOffset now) => this with
    {
        Receivers = [.. Receivers.Union(nations)],
        Assignments =
        [
            .. Assignments.Select(known => known.End is null && !team.Contains((known.Subject, known.Nation)) ? known with { End = now } : known),
            .. team.Where(each => !Assignments.Any(known => known.End is null && (known.Subject, known.Nation) == each))
                .Select(each => new Assignment(each.Subject, each.Nation, now, null)),
        ],
    };

    /// <summary>The team is not under way any more.</summary>
    public Deployment Close(DateTimeOffset now) => Change([], [], now) with { End = now };

    /// <summary>The id under which geolocation knows it: the same however often it is asked for.</summary>
    public string IdFor(string mission) =>
        $"m{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{mission}\n{Begin.UtcTicks}")).AsSpan(0, 12))}";
}
