using Google.Protobuf;
using Google.Protobuf.Reflection;
using TaskForce.Type.V1;
using static TaskForce.Type.V1.ExplainAccessResponse.Types;
using Sensitivity = TaskForce.Type.V1.Owned.Types.Sensitivity;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>The question why somebody sees a field of a record or does not.</summary>
internal sealed class AccessQuestion
{
    private readonly ReleaseBook _book;
    private readonly Caller _caller;
    private readonly MessagePlan _plan;
    private readonly DateTimeOffset _now;
    private readonly string _owner;
    private readonly string _resource;
    private readonly Grant _grant;

    private AccessQuestion(ReleaseBook book, Caller caller, MessagePlan plan, IMessage record, DateTimeOffset now)
    {
        (_book, _caller, _plan, _now) = (book, caller, plan, now);
        (_owner, _resource) = (plan.Owners[0].TextOf(record), plan.Resource!.TextOf(record));
        _grant = new Look(book, book.Current, caller).GrantOf(_owner, _resource);
    }

    /// <summary>Whether the caller may know that the record is there: whether its name is seen.</summary>
    public bool IsKnown => IsOwn || _plan.Fields.First(plan => plan.Field.Name == "name") is var name && IsSeen(name);

    private bool IsOwn => _owner == _caller.Nation || _caller.Is(Role.Service);

    /// <summary>The question about a record of one owner that has a name; null for any other.</summary>
    public static AccessQuestion? Of(ReleaseBook book, Caller caller, IMessage record, DateTimeOffset now) =>
        book.Contract.Find(record.Descriptor) is { IsOwned: true, IsJoint: false, Resource: not null } plan ? new(book, caller, plan, record, now) : null;

    /// <param name="path">The field; all that are withheld if empty.</param>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if there is no such field.</exception>
    public ExplainAccessResponse Answer(string path)
    {
        var paths = path.Length > 0 ? [path] : IsOwn ? [] : _grant.For(_plan).Paths;
        var answer = new ExplainAccessResponse { Nation = _owner, Fields = { paths.Select(each => Explain(each, Find(each))) } };
        answer.WhomToAsk = answer.Fields.Any(field => field is { Visible: false, Basis: Basis.NotReleased })
            ? $"A dispatcher or commander of {_owner} can propose a rule, which another commander of {_owner} approves."
            : answer.Fields.Any(field => !field.Visible) ? $"A commander of {_owner}, who can tell it; no rule can release it." : "";
        return answer;
    }

    // From the outside in: what is around a field hides it too.
    private List<FieldPlan> Find(string path)
    {
        var (found, plan) = (new List<FieldPlan>(), _plan);
        foreach (var name in path.Split('.'))
        {
            if (plan?.Fields.Find(field => field.Field.Name == name) is not { } next)
            {
                throw new DomainException(Fault.Invalid, "INVALID_FIELDS", $"field '{path}' is none of the record.", [new("field", "is none of the record")]);
            }

            found.Add(next);
            plan = plan.Inner.Find(part => part.Field == next.Field).Plan;
        }

        return found;
    }

    private Field Explain(string path, List<FieldPlan> way)
    {
        var deciding = IsOwn ? way[^1] : way.Find(field => !IsSeen(field)) ?? way[^1];
        var basis = IsOwn ? Basis.Own : deciding.Sensitivity switch
        {
            Sensitivity.Open => Basis.Open,
            Sensitivity.OwnerOnly => Basis.OwnerOnly,
            _ => IsSeen(deciding) ? Basis.Released : Basis.NotReleased,
        };
        var field = new Field { Path = path, Field_ = deciding.Datum, Basis = basis, Visible = basis is Basis.Own or Basis.Open or Basis.Released };
        foreach (var rule in basis is Basis.Released or Basis.NotReleased ? RulesAbout(deciding) : [])
        {
            var missing = MissingFrom(rule).ToList();
            if (missing.Count == 0)
            {
                field.Rules.Add(rule.Name.ToString());
            }
            else
            {
                field.NearRules.Add(new NearRule { Rule = rule.Name.ToString(), Missing = string.Join(" and ", missing) });
            }
        }

        field.Message = Message(field);
        return field;
    }

    private string Message(Field field) => field.Basis switch
    {
        Basis.Own => $"{_resource} is of {_owner}, for which you act.",
        Basis.Open => $"{field.Field_} is open to everybody who may call the method.",
        Basis.Released => $"{string.Join(" and ", field.Rules)} of {_owner} releases {field.Field_} to you.",
        Basis.OwnerOnly => $"{field.Field_} is for {_owner} alone; no rule can release it.",
        _ => $"No rule of {_owner} releases {field.Field_} to you" + (field.NearRules.Count > 0
            ? $"; {string.Join("; ", field.NearRules.Select(near => $"{near.Rule} would need {near.Missing}"))}."
            : "."),
    };

    private IEnumerable<ReleaseRule> RulesAbout(FieldPlan field) => _book.Between(_owner, _caller.Nation)
        .Where(rule => rule.State == RuleState.InForce && rule.Terms.Fields.Contains(field.Datum)).OrderBy(rule => rule.Name.Id, StringComparer.Ordinal);

    private IEnumerable<string> MissingFrom(ReleaseRule rule)
    {
        var missing = rule.Terms.MissingFor(_caller.Roles, _caller.Purpose, _now);
        return rule.Terms.JointWorkOnly && !_book.JointWork.Joins(_resource, _caller.Nation) ? missing.Append($"joint work of {_resource} with {_caller.Nation}") : missing;
    }

    private bool IsSeen(FieldPlan field) => field.IsSeen(_grant.Includes);
}
