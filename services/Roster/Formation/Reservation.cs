using System.Collections.Immutable;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>A request to hold a team.</summary>
/// <param name="Holder">What the team is for.</param>
/// <param name="Requirement">What it is checked against.</param>
/// <param name="Lease">How long it is held unless confirmed.</param>
internal sealed record Reservation(string Holder, Requirement Requirement, TimeSpan Lease)
{
    private static readonly TimeSpan UsualLease = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(4);

    public ImmutableArray<(MemberName Name, TeamRole Role)> Members { get; init; } = [];

    public ImmutableArray<AssetName> Assets { get; init; } = [];

    /// <summary>A live team of another holder that is let go in the same step; null if there is none.</summary>
    public TeamName? TakeFrom { get; init; }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public static Reservation Of(V1.ReserveTeamRequest request)
    {
        var violations = new Violations();
        violations.CheckText(request.Holder, 1, 200, "holder");
        violations.Check(request.Members.Count > 0, "members", "must name the team's members");
        violations.CheckEach(request.Members, "members", member => ResourceName.TryParse<MemberName>(member.Member) is not null, "is not a name of the form members/{id}");
        violations.CheckEach(request.Members, "members", member => member.Role is > 0 && System.Enum.IsDefined(member.Role), "needs the role LEADER, DEPUTY or MEMBER");
        violations.CheckEach(request.Assets, "assets", asset => ResourceName.TryParse<AssetName>(asset.Asset) is not null, "is not a name of the form assets/{id}");
        var lease = request.Lease?.ToTimeSpan() ?? UsualLease;
        violations.Check(lease >= ShortestLease && lease <= LongestLease, "lease", "must be 1 second to 4 hours");
        violations.ThrowIfAny();

        return new(request.Holder, Requirement.Of(request.Requirement) with { OverridesDutyTime = request.AcceptBreaches }, lease)
        {
            Members = [.. request.Members.Select(member => (ResourceName.Parse<MemberName>(member.Member), (TeamRole)member.Role))],
            Assets = [.. request.Assets.Select(asset => ResourceName.Parse<AssetName>(asset.Asset)).Distinct()],
            TakeFrom = request.TakeFrom.Length > 0 ? ResourceName.Parse<TeamName>(request.TakeFrom, "take_from") : null,
        };
    }
}
