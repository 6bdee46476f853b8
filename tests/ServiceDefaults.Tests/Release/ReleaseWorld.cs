using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Release;
using Role = TaskForce.Type.V1.Role;

namespace TaskForce.ServiceDefaults.Tests.Release;

/// <summary>A book of rules at noon of the first day of 2030.</summary>
internal sealed class ReleaseWorld
{
    private int _rules;

    public ReleaseWorld() => Book = new(new(), JointWork, Clock);

    public static DateTimeOffset Noon { get; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Clock { get; } = new(Noon);

    public JointWork JointWork { get; } = new();

    public ReleaseBook Book { get; }

    public static Caller Person(string nation, Role role = Role.Dispatcher, string purpose = "") =>
        new($"{role}.{nation}", nation, [role], "") { Issuer = "demo", Purpose = purpose };

    /// <summary>Releases fields of DE to MA.</summary>
    public ReleaseRule Release(params string[] fields) => Release(terms => terms, fields);

    public ReleaseRule Release(Func<RuleTerms, RuleTerms> with, params string[] fields)
    {
        var rule = ReleaseRule.Configure(new($"rule-{++_rules}"), with(new("DE", "MA") { Fields = [.. fields] }), Noon);
        Book.Set(rule, 1);
        return rule;
    }

    public View ViewOf(string nation, Role role = Role.Dispatcher, string purpose = "") => Book.ViewOf(Person(nation, role, purpose));

    public static Roster.V1.Member Falke => new()
    {
        Name = "members/de-falke-07",
        Nation = "DE",
        Agency = "Federal Police",
        CallSign = "Falke 7",
        Languages = { "de", "fr" },
        Duty = Roster.V1.Member.Types.Duty.OnDuty,
        HomeBase = new() { DisplayName = "Lörrach" },
        Qualifications = { new Roster.V1.Qualification { Skill = "medic", Grade = 3, Proof = "No. 4711" } },
        Etag = "\"3\"",
    };
}
