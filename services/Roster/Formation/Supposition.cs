using System.Collections.Immutable;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Formation;

/// <summary>Changes to the world that are only supposed, to see what a team would be then.</summary>
internal sealed record Supposition
{
    /// <summary>Nothing is supposed.</summary>
    public static readonly Supposition None = new();

    public ImmutableHashSet<string> Excluded { get; init; } = [];

    /// <summary>Where people and equipment are supposed to be, by resource name.</summary>
    public ImmutableDictionary<string, Place> Relocated { get; init; } = ImmutableDictionary<string, Place>.Empty;

    public ImmutableHashSet<string> ReleasedTeams { get; init; } = [];

    public ImmutableArray<string> Included { get; init; } = [];

    public bool OverridesDutyTime { get; init; }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public static Supposition Of(V1.WhatIf? wire, IEnumerable<string>? excluded = null)
    {
        wire ??= new();
        var violations = new Violations();
        violations.CheckEach(wire.Included, "what_if.included", name => ResourceName.TryParse<MemberName>(name) is not null, "is not a name of the form members/{id}");
        violations.CheckEach(wire.Relocations, "what_if.relocations", relocation => relocation.Place?.Location is not null && relocation.Resources.Count > 0,
            "needs a place with a location, and resources");
        violations.CheckEach(wire.Relocations.SelectMany(relocation => relocation.Resources).ToList(), "what_if.relocations.resources", IsResource,
            "is not a name of the form members/{id} or assets/{id}");
        violations.ThrowIfAny();
        return new()
        {
            Excluded = [.. wire.Excluded, .. excluded ?? []],
            Relocated = wire.Relocations.SelectMany(relocation => relocation.Resources.Select(name => (name, relocation.Place)))
                .DistinctBy(moved => moved.name).ToImmutableDictionary(moved => moved.name, moved => moved.Place),
            ReleasedTeams = [.. wire.ReleasedTeams],
            Included = [.. wire.Included.Distinct()],
            OverridesDutyTime = wire.OverrideDutyTime,
        };
    }

    public Member Move(Member member) => Relocated.TryGetValue(member.Name.ToString(), out var place)
        ? member with { Details = member.Details with { HomeBase = place } }
        : member;

    public Asset Move(Asset asset) => Relocated.TryGetValue(asset.Name.ToString(), out var place)
        ? asset with { Details = asset.Details with { Base = place } }
        : asset;

    private static bool IsResource(string name) =>
        ResourceName.TryParse<MemberName>(name) is not null || ResourceName.TryParse<AssetName>(name) is not null;
}
