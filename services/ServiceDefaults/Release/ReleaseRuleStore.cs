using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;
using WireState = TaskForce.Type.V1.ReleaseRule.Types.State;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>A rule as stored.</summary>
internal sealed class ReleaseRuleRow : Row<ReleaseRule>
{
    public string Nation { get; private set; } = "";

    public string Receiver { get; private set; } = "";

    public RuleState State { get; private set; }

    protected override string NameOf(ReleaseRule value) => value.Name.ToString();

    protected override void Index(ReleaseRule value) => (Nation, Receiver, State) = (value.Terms.Nation, value.Terms.Receiver, value.State);
}

/// <summary>Rules in a service's store.</summary>
public static class ReleaseRuleStore
{
    /// <summary>The topic of their steps in the log.</summary>
    public const string Topic = "releaseRules";

    /// <summary>Maps the table of rules, in the store of a service that keeps some.</summary>
    public static void MapRelease(this ModelBuilder modelBuilder) => modelBuilder.Entity<ReleaseRuleRow>(row =>
    {
        row.ToTable("release_rules").HasKey(rule => rule.Ordinal);
        row.Property(rule => rule.Ordinal).ValueGeneratedOnAdd();
        row.HasIndex(rule => rule.Name).IsUnique();
        row.HasIndex(rule => rule.State);
        row.Property(rule => rule.Version).IsConcurrencyToken();
        row.Ignore(rule => rule.Value).Ignore(rule => rule.Etag);
    });

    internal static DbSet<ReleaseRuleRow> ReleaseRules(this ServiceDb db) => db.Set<ReleaseRuleRow>();

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/> for a rule that does not exist or is between others.</exception>
    internal static async Task<ReleaseRuleRow> GetReleaseRuleAsync(this ServiceDb db, ReleaseRuleName name, Caller caller) =>
        await db.ReleaseRules().NamedAsync(name.ToString()) is { } row && row.Concerns(caller)
            ? row
            : throw new DomainException(Fault.NotFound, "RELEASE_RULE_NOT_FOUND", $"{name} does not exist.");

    internal static bool Concerns(this ReleaseRuleRow row, Caller caller) =>
        caller.Is(Role.Service) || caller.Nation == row.Nation || (caller.Nation == row.Receiver && row.Value.History.Any(step => step.State == RuleState.InForce));

    internal static IQueryable<ReleaseRuleRow> Matching(this IQueryable<ReleaseRuleRow> rows, ReleaseRuleFilter? filter, Caller caller)
    {
        var (nation, receiver, own) = (filter?.Nation ?? "", filter?.ReceiverNation ?? "", caller.Nation);
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (RuleState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        rows = nation.Length > 0 ? rows.Where(row => row.Nation == nation) : rows;
        rows = receiver.Length > 0 ? rows.Where(row => row.Receiver == receiver) : rows;
        return caller.Is(Role.Service) ? rows : rows.Where(row => row.Nation == own || (row.Receiver == own && row.State == RuleState.InForce));
    }

    /// <summary>The same filter for an event of the watch.</summary>
    internal static bool Includes(this ReleaseRuleFilter? filter, Type.V1.ReleaseRule rule, Caller caller) =>
        (caller.Is(Role.Service) || caller.Nation == rule.Nation || (caller.Nation == rule.ReceiverNation && rule.History.Any(step => step.State == WireState.InForce)))
        && (filter is null || ((filter.States.Count == 0 || filter.States.Contains(rule.State))
            && (filter.Nation.Length == 0 || filter.Nation == rule.Nation)
            && (filter.ReceiverNation.Length == 0 || filter.ReceiverNation == rule.ReceiverNation)));

    /// <summary>Notes a step of a rule, which counts from the moment that it is on disk, and returns the rule as a caller sees it.</summary>
    internal static Type.V1.ReleaseRule Record(this ServiceDb db, ReleaseRuleRow row, ReleaseBook book, DateTimeOffset now)
    {
        var (wire, rule, version) = (row.ToProto(), row.Value, row.Version);
        db.Append(Topic, row.Name, new ReleaseRuleEvent { Type = ReleaseRuleEvent.Types.Type.StepTaken, Time = now.ToTimestamp(), ReleaseRule = wire });
        db.AfterCommit(() => book.Set(rule, version));
        return wire;
    }
}
