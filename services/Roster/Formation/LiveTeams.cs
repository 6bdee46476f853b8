namespace TaskForce.Roster.Formation;

/// <summary>What changes and mends live teams.</summary>
internal sealed record LiveTeams(Lineups Lineups, Reservations Reservations, Repairs Repairs, TimeProvider Clock);
