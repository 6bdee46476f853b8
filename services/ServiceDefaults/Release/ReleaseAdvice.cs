using Google.Protobuf;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Type.V1;
using static TaskForce.Type.V1.PreviewReleaseRuleResponse.Types;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>Says what a rule would show, and why somebody sees something or does not.</summary>
public sealed class ReleaseAdvice<TDb> where TDb : ServiceDb
{
    private const int MostExamples = 5;

    private readonly Journal<TDb> _journal;
    private readonly ReleaseBook _book;
    private readonly ReleasedRecords<TDb> _records;
    private readonly TimeProvider _clock;

    internal ReleaseAdvice(Journal<TDb> journal, ReleaseBook book, ReleasedRecords<TDb> records, TimeProvider clock) =>
        (_journal, _book, _records, _clock) = (journal, book, records, clock);

    /// <summary>What a rule would change if it were in force now.</summary>
    public async Task<PreviewReleaseRuleResponse> PreviewAsync(PreviewReleaseRuleRequest request, Caller caller, CancellationToken cancellation)
    {
        var now = _clock.GetUtcNow();
        var terms = (request.ReleaseRule ?? new()).ToTerms(_book.Contract, now);
        caller.MustBelongTo(terms.Nation, "The rule");
        var records = await _journal.ReadAsync(db => _records.OfNation(db, terms.Nation, cancellation), cancellation);

        var gains = terms.Fields.Select(field => GainOf(field, terms, records)).ToList();
        var most = gains.Max(gain => gain.Records + gain.LaterRecords);
        var more = gains.Count(gain => gain.Records + gain.LaterRecords > 0);
        var who = terms.Roles.IsEmpty ? "everybody" : string.Join(" and ", terms.Roles.Select(role => WireName.Of(role)));
        return new()
        {
            ReceiverNation = terms.Receiver,
            ReceiverRoles = { terms.Roles },
            Gains = { gains },
            Records = records.Count,
            Message = $"{who} of {terms.Receiver} would see {more} more {(more == 1 ? "field" : "fields")}, in up to {most} of {records.Count} records"
                + $"{(terms.JointWorkOnly ? $", {gains.Max(gain => gain.Records)} of them now" : "")}.",
        };
    }

    /// <summary>Why the caller sees a field or does not.</summary>
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/> for a record that is not there or that the caller may not know of; <see cref="Fault.Invalid"/>.</exception>
    public async Task<ExplainAccessResponse> ExplainAsync(ExplainAccessRequest request, Caller caller, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.Require(request);
        violations.ThrowIfAny();
        var record = await _journal.ReadAsync(db => _records.Named(db, request.Name, cancellation), cancellation);
        return record is not null && AccessQuestion.Of(_book, caller, record, _clock.GetUtcNow()) is { IsKnown: true } question
            ? question.Answer(request.Field)
            : throw new DomainException(Fault.NotFound, "RECORD_NOT_FOUND", $"{request.Name} does not exist.");
    }

    private Gain GainOf(string field, RuleTerms terms, IReadOnlyList<IMessage> records)
    {
        var (soon, later) = (new List<string>(), new List<string>());
        var before = ViewersOf(terms).Select(viewer => _book.Current.For(viewer, terms.Nation)).ToList();
        foreach (var record in records)
        {
            var plan = _book.Contract.Find(record.Descriptor)!;
            var name = plan.Resource!.TextOf(record);
            var joins = _book.JointWork.Joins(name, terms.Receiver);
            if (before.Exists(grants => Gains(plan, field, terms, joins ? grants.InJointWork : grants.Always)))
            {
                (joins || !terms.JointWorkOnly ? soon : later).Add(name);
            }
        }

        return new()
        {
            Field = field,
            Records = soon.Count,
            LaterRecords = later.Count,
            Examples = { soon.Concat(later).Take(MostExamples) },
            Message = soon.Count + later.Count == 0
                ? $"{field}: nothing more in the records that are counted."
                : $"{field} of {soon.Count} records{(later.Count > 0 ? $", and of {later.Count} more while they work with {terms.Receiver}" : "")}.",
        };
    }

    private static bool Gains(MessagePlan plan, string field, RuleTerms terms, Grant before) =>
        !plan.Shows(field, before.Includes) && plan.Shows(field, datum => before.Includes(datum) || terms.Fields.Contains(datum));

    // Each kind of caller that the rule reaches: what one of them gains counts.
    private static IEnumerable<Viewer> ViewersOf(RuleTerms terms) =>
        from role in terms.Roles.DefaultIfEmpty(Role.Unspecified)
        from purpose in terms.Purposes.DefaultIfEmpty("")
        select new Viewer(terms.Receiver, role == Role.Unspecified ? 0 : Viewer.BitsOf([role]), purpose);
}
