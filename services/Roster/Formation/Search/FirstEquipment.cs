using System.Collections.Immutable;

namespace TaskForce.Roster.Formation.Search;

/// <summary>Finds equipment for a first team, nearest first.</summary>
internal static class FirstEquipment
{
    /// <summary>Assets with every capability that is needed, or null if they are not found.</summary>
    public static ImmutableArray<AssetTraits>? Pick(Slot slot, Taken taken)
    {
        List<AssetTraits> picked = [];
        for (var i = 0; i < slot.Requirement.Assets.Length; i++)
        {
            var bit = 1UL << i;
            var missing = slot.Requirement.Assets[i].Count - picked.Count(asset => (asset.Capabilities & bit) != 0);
            var more = slot.Assets.Where(asset => (asset.Capabilities & bit) != 0 && !taken.Things.Contains(asset.Thing) && !picked.Contains(asset))
                .Take(Math.Max(0, missing)).ToList();
            if (more.Count < missing)
            {
                return null;
            }

            picked.AddRange(more);
        }

        return [.. picked];
    }

    /// <summary>Leaves out what the team can do without, the farthest first: a solver takes what costs its goal nothing.</summary>
    public static ImmutableArray<AssetTraits> Prune(Slot slot, IEnumerable<AssetTraits> equipment, int people)
    {
        List<AssetTraits> kept = [.. equipment];
        foreach (var asset in kept.OrderByDescending(asset => asset.Seconds).ToList())
        {
            var rest = kept.Where(other => other != asset).ToList();
            kept = IsEnough(slot, rest, people) ? rest : kept;
        }

        return [.. kept];
    }

    private static bool IsEnough(Slot slot, List<AssetTraits> equipment, int people) =>
        slot.Requirement.Assets.Select((need, i) => equipment.Count(asset => (asset.Capabilities & (1UL << i)) != 0) >= need.Count).All(enough => enough)
        && (!slot.Requirement.SeatsForAll || equipment.Sum(asset => asset.Seats) >= people);

    /// <summary>The same and as many more seats as the team needs, in assets that anyone can run; null if there are not enough.</summary>
    public static ImmutableArray<AssetTraits>? Seat(Slot slot, ImmutableArray<AssetTraits> equipment, int people, Taken taken)
    {
        var missing = slot.Requirement.SeatsForAll ? people - equipment.Sum(asset => asset.Seats) : 0;
        foreach (var asset in slot.Assets.Where(asset => asset.Seats > 0 && asset.Crews.IsEmpty && !taken.Things.Contains(asset.Thing) && !equipment.Contains(asset)))
        {
            if (missing <= 0)
            {
                break;
            }

            equipment = equipment.Add(asset);
            missing -= asset.Seats;
        }

        return missing <= 0 ? equipment : null;
    }
}
