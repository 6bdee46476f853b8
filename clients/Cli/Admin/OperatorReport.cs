namespace TaskForce.Cli.Admin;

/// <summary>What a process found about one thing, as it says it at its operator's door.</summary>
internal sealed record OperatorFinding(string Check, string State, string Detail, string Remedy);

/// <summary>What a process says of itself.</summary>
internal sealed record OperatorReport(string Service, DateTimeOffset Time, string State, string Rotation, int OpenCalls, IReadOnlyList<OperatorFinding> Findings);

/// <summary>An event that a relay, or the intake, set aside.</summary>
internal sealed record ParkedEvent(long Id, string Topic, string Event, string Reason, DateTimeOffset Time);

/// <summary>What became of one that was to be published again.</summary>
internal sealed record RepublishedEvent(string Outcome);

/// <summary>A process and the door at which its operator asks it.</summary>
internal sealed record OperatorPlace(string Service, Uri Door);
