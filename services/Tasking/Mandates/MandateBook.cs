using System.Collections.Immutable;
using Microsoft.Extensions.Options;

namespace TaskForce.Tasking.Mandates;

/// <summary>Who wants to act where and when.</summary>
/// <param name="Place">The whole of it must lie within the mandate's territory.</param>
/// <param name="PlaceText">What people call it.</param>
internal sealed record Undertaking(
    GroundCircle Place, string PlaceText, string HostNation, IReadOnlyCollection<string> Nations, DateTimeOffset From, DateTimeOffset Until);

/// <summary>What applies to somebody whose position is uncertain.</summary>
/// <param name="IsCertain">Whether the whole disc that the position is in says so.</param>
/// <param name="Mandate">The mandate, or null for none.</param>
internal readonly record struct Standing(bool IsCertain, Mandate? Mandate);

/// <summary>The mandates with the ground on which they hold. Thread safe.</summary>
internal sealed class MandateBook(IOptions<MandateOptions> options)
{
    private readonly ImmutableArray<(Mandate Mandate, Ground Ground)> _entries = [.. options.Value.Mandates.Select(mandate =>
        (mandate, new Ground(options.Value.Territories.Where(mandate.HoldsIn).Select(outline => outline.Points!))))];

    /// <summary>The first mandate that covers an undertaking.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>NO_MANDATE</c>: what is outside, and the nearest that would do.</exception>
    public Mandate For(Undertaking asked)
    {
        var found = _entries.FirstOrDefault(entry => !Faults(entry.Mandate, entry.Ground, asked).Any());
        return found.Mandate ?? throw Refusal(asked);
    }

    /// <summary>
    /// The mandate that applies to somebody whose position is uncertain. A territory is left only once the whole disc is outside, and
    /// entered only once the whole disc is inside, so that a position that jitters at the line moves nobody across it.
    /// </summary>
    /// <param name="own">The mission's mandate, which goes before others.</param>
    /// <param name="last">What applied before; null for nothing.</param>
    /// <param name="somewhere">The disc that the position is in.</param>
    public Standing At(GroundCircle somewhere, IReadOnlyCollection<string> nations, DateTimeOffset time, Mandate? own, Mandate? last)
    {
        var applying = _entries.Where(entry => entry.Mandate.AppliesTo(nations, time, time)).OrderBy(entry => entry.Mandate == own ? 0 : 1).ToList();
        if (applying.Find(entry => entry.Mandate == own).Ground?.Holds(somewhere) == true)
        {
            return new(true, own);
        }

        if (last is not null && applying.Find(entry => entry.Mandate == last).Ground?.Touches(somewhere) == true)
        {
            return new(true, last);
        }

        var entered = applying.Find(entry => entry.Ground.Holds(somewhere)).Mandate;
        return new(entered is not null || applying.TrueForAll(entry => !entry.Ground.Touches(somewhere)), entered);
    }

    /// <summary>A mandate by name, or null.</summary>
    public Mandate? Find(string name) => _entries.FirstOrDefault(entry => entry.Mandate.Name.ToString() == name).Mandate;

    private static IEnumerable<Violation> Faults(Mandate mandate, Ground ground, Undertaking asked)
    {
        if (!mandate.Territory.Contains(asked.HostNation))
        {
            yield return new("place", $"{mandate.Name} holds in {string.Join(", ", mandate.Territory)}, not in {asked.HostNation}");
        }
        else if (!ground.Holds(asked.Place))
        {
            var metres = ground.MetresFrom(asked.Place);
            yield return new("place", metres > 0
                ? $"{asked.PlaceText} is about {metres / 1000:0.#} km outside the territory of {mandate.Name}"
                : $"a part of the {asked.Place.RadiusMetres:0} m around {asked.PlaceText} is outside the territory of {mandate.Name}");
        }

        if (mandate.ValidFrom > asked.From || asked.Until > mandate.ValidUntil)
        {
            yield return new("period", $"{mandate.Name} holds from {mandate.ValidFrom:u} until {mandate.ValidUntil:u}");
        }

        if (asked.Nations.Except(mandate.Nations).ToList() is { Count: > 0 } others)
        {
            yield return new("nations", $"{mandate.Name} does not cover people of {string.Join(", ", others)}");
        }
    }

    // The nearest has the fewest faults; of those, the one whose territory is nearest.
    private DomainException Refusal(Undertaking asked)
    {
        var what = $"No mandate lets people of {string.Join(" and ", asked.Nations)} act at {asked.PlaceText} in {asked.HostNation} from {asked.From:u} until {asked.Until:u}";
        if (_entries.IsEmpty)
        {
            return new(Fault.Rejected, "NO_MANDATE", $"{what}: there are no mandates.");
        }

        var (nearest, faults, _) = _entries.Select(entry => (entry.Mandate, Faults: Faults(entry.Mandate, entry.Ground, asked).ToList(), Metres: entry.Ground.MetresFrom(asked.Place)))
            .OrderBy(entry => entry.Faults.Count).ThenBy(entry => entry.Metres).First();
        return new(Fault.Rejected, "NO_MANDATE",
            $"{what}. Outside: {string.Join(", ", faults.Select(fault => fault.Field))}. The nearest is {nearest.Title} ({nearest.Name}): {string.Join("; ", faults.Select(fault => fault.Description))}.", faults);
    }
}
