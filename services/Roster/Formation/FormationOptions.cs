namespace TaskForce.Roster.Formation;

/// <summary>How teams are formed in this deployment. Section <c>Formation</c>.</summary>
internal sealed class FormationOptions
{
    /// <summary>The skill that leader and deputy need; empty if none.</summary>
    public string LeaderSkill { get; set; } = "team-leader";
}
