using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>A service's rules: proposed by one person, put in force by another, withdrawn by one.</summary>
public sealed class ReleaseDesk<TDb> where TDb : ServiceDb
{
    private readonly Journal<TDb> _journal;
    private readonly Watch<TDb> _watch;
    private readonly ReleaseBook _book;
    private readonly TimeProvider _clock;

    internal ReleaseDesk(Journal<TDb> journal, Watch<TDb> watch, ReleaseBook book, TimeProvider clock) => (_journal, _watch, _book, _clock) = (journal, watch, book, clock);

    /// <summary>Proposes a rule.</summary>
    public Task<Type.V1.ReleaseRule> CreateAsync(CreateReleaseRuleRequest request, Caller caller, CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var (name, terms) = (ResourceName.FromChosenId<ReleaseRuleName>(request.ReleaseRuleId, "release_rule_id"), TermsOf(request.ReleaseRule, caller, now));
        return _journal.ChangeAsync(request, caller, async db =>
        {
            if (await db.ReleaseRules().AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "RELEASE_RULE_EXISTS", $"{name} exists.");
            }

            var row = new ReleaseRuleRow();
            row.Set(ReleaseRule.Propose(name, terms, caller, now));
            db.Add(row);
            return db.Record(row, _book, now);
        }, cancellation);
    }

    /// <summary>Puts a rule in force.</summary>
    public Task<Type.V1.ReleaseRule> ApproveAsync(ApproveReleaseRuleRequest request, Caller caller, CancellationToken cancellation) =>
        StepAsync(request, request.Name, request.Etag, NoteOf(request.Note, 0), caller, (rule, note, now) => rule.Approve(caller, note, now), cancellation);

    /// <summary>Refuses a proposed rule.</summary>
    public Task<Type.V1.ReleaseRule> RejectAsync(RejectReleaseRuleRequest request, Caller caller, CancellationToken cancellation) =>
        StepAsync(request, request.Name, request.Etag, NoteOf(request.Note, 1), caller, (rule, note, now) => rule.Reject(caller, note, now), cancellation);

    /// <summary>Takes a rule back.</summary>
    public Task<Type.V1.ReleaseRule> WithdrawAsync(WithdrawReleaseRuleRequest request, Caller caller, CancellationToken cancellation) =>
        StepAsync(request, request.Name, request.Etag, NoteOf(request.Note, 0), caller, (rule, note, now) => rule.Withdraw(caller, note, now), cancellation);

    /// <summary>Gets a rule.</summary>
    public Task<Type.V1.ReleaseRule> GetAsync(GetReleaseRuleRequest request, Caller caller, CancellationToken cancellation)
    {
        var name = ResourceName.Parse<ReleaseRuleName>(request.Name);
        return _journal.ReadAsync(async db => (await db.GetReleaseRuleAsync(name, caller)).ToProto(), cancellation);
    }

    /// <summary>Lists rules.</summary>
    public Task<ListReleaseRulesResponse> ListAsync(ListReleaseRulesRequest request, Caller caller, CancellationToken cancellation) => _journal.ReadAsync(async db =>
    {
        var page = await db.ReleaseRules().Matching(request.Filter, caller).ToPageAsync<ReleaseRuleRow, ReleaseRule>(
            request.PageSize, request.PageToken, request.Filter, newestFirst: true, cancellation);
        return new ListReleaseRulesResponse
        {
            ReleaseRules = { page.Rows.Select(row => row.ToProto()) },
            NextPageToken = page.NextPageToken,
            Sequence = await db.EndOfLogAsync(cancellation),
        };
    }, cancellation);

    /// <summary>Sends changes of rules until the caller hangs up.</summary>
    public Task WatchAsync(WatchReleaseRulesRequest request, Caller caller, IServerStreamWriter<ReleaseRuleEvent> stream, CancellationToken cancellation) =>
        _watch.SendAsync(ReleaseRuleStore.Topic, request.After, change => request.Filter.Includes(change.ReleaseRule, caller), stream, cancellation);

    private RuleTerms TermsOf(Type.V1.ReleaseRule? rule, Caller caller, DateTimeOffset now)
    {
        var terms = (rule ?? new()).ToTerms(_book.Contract, now);
        caller.MustBelongTo(terms.Nation, "The rule");
        return terms;
    }

    private Task<Type.V1.ReleaseRule> StepAsync(
        IMessage request, string rule, string etag, string note, Caller caller, Func<ReleaseRule, string, DateTimeOffset, ReleaseRule> step, CancellationToken cancellation)
    {
        var (name, now) = (ResourceName.Parse<ReleaseRuleName>(rule), _clock.GetUtcNow());
        return _journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.GetReleaseRuleAsync(name, caller);
            caller.MustBelongTo(row.Nation, row.Name);
            Etag.Check(etag, row.Version, row.Name);
            row.Set(step(row.Value, note, now));
            return db.Record(row, _book, now);
        }, cancellation);
    }

    private static string NoteOf(string note, int least)
    {
        var violations = new Violations();
        violations.CheckText(note, least, 1000, "note");
        violations.ThrowIfAny();
        return note.Trim();
    }
}
