namespace TaskForce.Roster.Members;

/// <summary>That the lapse of a qualification was announced so many days ahead, so that it is announced once. Times in UTC ticks.</summary>
internal sealed class LapseNoticeRow
{
    public required string Member { get; init; }

    public required string Skill { get; init; }

    public required long Until { get; init; }

    public required int Days { get; init; }
}
