using Google.Protobuf.WellKnownTypes;
using Google.Type;
using TaskForce.Roster.V1;
using static TaskForce.Roster.V1.SupportRequest.Types;

namespace TaskForce.Cli.Scenario;

/// <summary>What the two nations of the demo scenario plan together: trainings with people of both, and a request for support.</summary>
internal static class DemoCooperation
{
    /// <param name="year">The scenario's year; all of it lies in the next, so that it is still to come however late in the year it is entered.</param>
    public static IEnumerable<DemoTraining> Trainings(int year) =>
    [
        new("demo-boarding", Of("DE", "Boarding at sea", "de-bremerhaven", Days(year + 1, month: 2, days: 5), capacity: 3, Given("maritime-search", 3)),
            ["de-falke-02", "ma-souss-02", "de-kranich-03", "ma-atlas-04"]),
        new("demo-documents", Of("MA", "Forged documents, a joint seminar", "ma-rabat", Days(year + 1, month: 3, days: 3), capacity: 20, Given("document-examination", 2)),
            ["ma-rif-05", "de-adler-05"]),
        new("demo-forensics", Of("DE", "Digital forensics for investigators", "de-wiesbaden", Days(year + 1, month: 5, days: 10), capacity: 12,
            Given("digital-forensics", 3), Given("cyber-investigation", 2)), []),
    ];

    /// <summary>Morocco asks Germany for dogs and a laboratory, to be answered by the end of January.</summary>
    public static DemoSupport Support(int year) => new("demo-dogs", Days(year + 1, month: 1, days: 30).EndTime, new()
    {
        ReceivingNation = "MA",
        GivingNation = "DE",
        Purpose = "Searching the containers of one shipping line for a week.",
        Needs = { new Need { Code = "drug-detection-dog", Count = 2, MinGrade = 2 }, new Need { Code = "forensic-kit", Count = 1, Assets = true } },
        Period = Days(year + 1, month: 2, days: 7),
        Place = DemoScenario.PlaceOf("ma-tanger-med"),
    });

    private static Training Of(string nation, string title, string place, Interval period, int capacity, params IEnumerable<Qualification> gives) => new()
    {
        Nation = nation,
        Title = title,
        Place = DemoScenario.PlaceOf(place),
        Period = period,
        Capacity = capacity,
        Qualifications = { gives },
        QualificationValidity = TimeSpan.FromDays(3 * 365).ToDuration(),
    };

    private static Qualification Given(string skill, int grade) => new() { Skill = skill, Grade = grade };

    private static Interval Days(int year, int month, int days)
    {
        var from = new DateTimeOffset(year, month, 1, 8, 0, 0, TimeSpan.Zero);
        return new() { StartTime = from.ToTimestamp(), EndTime = from.AddDays(days).ToTimestamp() };
    }
}
