using Google.Protobuf;
using Grpc.Core;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.Type.V1;
using Kind = TaskForce.Type.V1.AuditValue.Types.Kind;

namespace TaskForce.ServiceDefaults.Audit;

/// <summary>A call that the audit log keeps, while it runs: who asks, for what, and what was shown so far.</summary>
internal sealed class AuditedCall(AuditRule rule, ServerCallContext context, IMessage? request, TimeProvider clock)
{
    // More would make an entry that no reader can be sent.
    public const int MostNames = 1000;

    private static readonly AsyncLocal<AuditedCall?> Ambient = new();

    private readonly Caller _caller = Caller.From(context.GetHttpContext().User) ?? new("", "", [], "");
    private readonly HashSet<NamedResource> _also = [];

    /// <summary>What for, as the caller states it; empty if nothing is stated.</summary>
    public string Purpose { get; } = Identity.Purpose.KeptOf(context.GetHttpContext().Request);

    /// <summary>Whom the call is for in the end; null if that is nobody.</summary>
    public OnBehalf? Behalf { get; } = OnBehalf.Of(context.GetHttpContext().Request, Caller.From(context.GetHttpContext().User));

    /// <summary>The call that the running code serves, or null.</summary>
    public static AuditedCall? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public AuditRule Rule => rule;

    /// <summary>Whether a change of this call was committed, its entry with it.</summary>
    public bool IsKept { get; set; }

    /// <summary>Notes resources that the answer shows in a form that names cannot be read from.</summary>
    public void AlsoShow(IEnumerable<NamedResource> resources)
    {
        lock (_also)
        {
            _also.UnionWith(resources);
        }
    }

    /// <summary>The same for all that a message names.</summary>
    public void AlsoShow(IMessage message)
    {
        lock (_also)
        {
            NamedResources.Collect(message, _also);
        }
    }

    /// <summary>What an answer shows.</summary>
    public HashSet<NamedResource> ShownBy(object? answer)
    {
        lock (_also)
        {
            var shown = new HashSet<NamedResource>(_also);
            var showing = answer as IShowing;
            if ((answer as IMessage ?? showing?.Message) is { } message)
            {
                NamedResources.Collect(message, shown);
            }

            shown.UnionWith(showing?.Shown.Select(each => new NamedResource(each.Name, each.Nation)) ?? []);

            return NamedResources.WithOwners(shown, shown);
        }
    }

    /// <summary>The entries for a call that ended, or for a change of it: usually one, more if it names more than a reader can be sent at once.</summary>
    public IReadOnlyList<AuditDraft> Drafts(IReadOnlyCollection<NamedResource> shown, string code = "OK", string reason = "") =>
    [
        .. Asked(shown).Concat(shown.Select(ToShown)).Chunk(MostNames).DefaultIfEmpty([]).Select(part => Draft(AuditCall.Types.Phase.Whole, part, code, reason)),
    ];

    /// <summary>An entry for the beginning of a stream.</summary>
    public AuditDraft Began() => Draft(AuditCall.Types.Phase.Began, Asked([]).Take(MostNames), "", "");

    /// <summary>An entry for what a stream showed for the first time.</summary>
    public AuditDraft Showed(IEnumerable<NamedResource> shown) => Draft(AuditCall.Types.Phase.Shown, shown.Select(ToShown), "", "");

    /// <summary>An entry for the end of a stream.</summary>
    public AuditDraft Ended(IEnumerable<NamedResource> shown, string code, string reason) => Draft(AuditCall.Types.Phase.Ended, shown.Select(ToShown), code, reason);

    private AuditDraft Draft(AuditCall.Types.Phase phase, IEnumerable<(Kind Kind, NamedResource Resource)> named, string code, string reason)
    {
        var draft = new AuditDraft(clock.GetUtcNow());
        draft.Record.Call = new()
        {
            Method = rule.Method,
            Records = rule.Records,
            Phase = phase,
            Nation = _caller.Nation,
            Roles = { _caller.Roles },
            Issuer = _caller.Issuer,
            Purpose = Purpose,
            AskedFields = { phase is AuditCall.Types.Phase.Whole or AuditCall.Types.Phase.Began && request is not null ? NamedResources.FieldsOf(request) : [] },
            Code = code,
            Reason = reason,
        };
        draft.Add([.. Callers().Concat(named)]);
        return draft;
    }

    private IEnumerable<(Kind Kind, NamedResource Resource)> Callers()
    {
        if (_caller.Subject.Length > 0)
        {
            yield return (Kind.Caller, new(_caller.Subject, _caller.Nation));
        }

        if (_caller.Member.Length > 0)
        {
            yield return (Kind.Member, new(_caller.Member, _caller.Nation));
        }

        if (_caller.Is(Role.Service) && Behalf is { } behalf)
        {
            yield return (Kind.OnBehalf, new(behalf.Subject, behalf.Nation));
        }
    }

    // What a nation's people ask for of its own is its own too; what they ask for of another's it may see as well as that one.
    private IEnumerable<(Kind Kind, NamedResource Resource)> Asked(IReadOnlyCollection<NamedResource> shown)
    {
        var asked = new HashSet<NamedResource>();
        if (request is not null)
        {
            NamedResources.Collect(request, asked);
        }

        return NamedResources.WithOwners(asked, shown.Where(resource => resource.Nation == _caller.Nation)).Select(resource => (Kind.Asked, resource));
    }

    private static (Kind Kind, NamedResource Resource) ToShown(NamedResource resource) => (Kind.Shown, resource);
}

/// <summary>Lets a method say whom it shows where the answer itself does not name them in a field: in a file.</summary>
public static class AuditNotes
{
    /// <summary>Notes that the running call shows a resource. Without effect outside a call.</summary>
    /// <param name="name">The resource name.</param>
    /// <param name="nation">Who owns it.</param>
    public static void Show(string name, string nation) => AuditedCall.Current?.AlsoShow([new(name, nation)]);

    /// <summary>Notes that the running call shows all resources that a message names, in another form than the message.</summary>
    public static void Show(IMessage message) => AuditedCall.Current?.AlsoShow(message);
}
