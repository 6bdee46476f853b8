using Google.Protobuf.Reflection;
using TaskForce.Type.V1;
using Sensitivity = TaskForce.Type.V1.Owned.Types.Sensitivity;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>What each message of the contracts may withhold, compiled once.</summary>
internal sealed class ReleaseContract
{
    private const string WithheldField = "withheld_fields";

    private readonly Dictionary<MessageDescriptor, MessagePlan> _plans = [];
    private readonly Dictionary<string, Sensitivity> _data = [];
    private readonly List<string> _faults = [];

    /// <exception cref="InvalidOperationException">A field of an owned message is not marked, or a mark means nothing; it names every one.</exception>
    public ReleaseContract() : this(Contracts.Files)
    {
    }

    private ReleaseContract(IEnumerable<FileDescriptor> files)
    {
        var types = ContractMessages.Of(files);
        types.ForEach(NoteData);
        types.ForEach(type => _plans[type] = new());
        types.ForEach(type => new MessageReader(type, _plans, _data, _faults).Read(_plans[type]));
        MarkWhatMatters();
        if (_faults.Count > 0)
        {
            throw new InvalidOperationException($"These contracts do not say who may see what: {string.Join("; ", _faults.Order(StringComparer.Ordinal))}.");
        }
    }

    /// <summary>The same of other contracts.</summary>
    public static ReleaseContract Of(IEnumerable<FileDescriptor> files) => new(files);

    /// <summary>What a rule can name, with its sensitivity.</summary>
    public IReadOnlyDictionary<string, Sensitivity> Data => _data;

    /// <summary>The plan of a kind of message; null if nothing in it has an owner.</summary>
    public MessagePlan? Find(MessageDescriptor type) => _plans.TryGetValue(type, out var plan) && plan.Matters ? plan : null;

    /// <summary>The name by which a rule releases a field.</summary>
    public static string DatumOf(FieldDescriptor field) => $"{field.ContainingType.Name}.{field.Name}";

    private void NoteData(MessageDescriptor type)
    {
        foreach (var field in type.Fields.InFieldNumberOrder())
        {
            var sensitivity = field.GetOptions()?.GetExtension(ReleaseExtensions.Sensitivity) ?? Sensitivity.Unspecified;
            // What is open no rule can name.
            if (sensitivity != Sensitivity.Unspecified && !_data.TryAdd(DatumOf(field), sensitivity)
                && (sensitivity, _data[DatumOf(field)]) != (Sensitivity.Open, Sensitivity.Open))
            {
                _faults.Add($"{DatumOf(field)} is the name of two fields");
            }
        }
    }

    // Until nothing changes: messages may contain each other.
    private void MarkWhatMatters()
    {
        foreach (var plan in _plans.Values)
        {
            plan.Matters = plan.IsOwned || plan.Foreign.Count > 0;
        }

        var changed = true;
        while (changed)
        {
            changed = false;
            foreach (var plan in _plans.Values.Where(plan => !plan.Matters && plan.Parts.Exists(part => part.Plan.Matters)))
            {
                (plan.Matters, changed) = (true, true);
            }
        }

        foreach (var plan in _plans.Values)
        {
            plan.Parts.RemoveAll(part => !part.Plan.Matters);
        }
    }

    /// <summary>Reads the marks of one kind of message.</summary>
    private sealed class MessageReader(
        MessageDescriptor type, Dictionary<MessageDescriptor, MessagePlan> plans, Dictionary<string, Sensitivity> data, List<string> faults)
    {
        public void Read(MessagePlan plan)
        {
            var owned = type.GetOptions()?.GetExtension(ReleaseExtensions.Owned);
            if (owned is not null)
            {
                plan.Owners = [.. owned.Nations.Select(path => PathOf(path, isOwner: true)).OfType<FieldPath>()];
                plan.Resource = owned.Resource.Length > 0 ? PathOf(owned.Resource, isOwner: false) : null;
                plan.MayBeNobodys = owned.MayBeNobodys;
                Check(owned.Nations.Count > 0, "names no owner");
            }

            plan.Withheld = type.FindFieldByName(WithheldField) is { IsRepeated: true, FieldType: FieldType.String } list ? list : null;
            foreach (var field in type.Fields.InFieldNumberOrder().Where(field => field.Name != WithheldField))
            {
                ReadField(plan, field);
            }

            CheckWhole(plan, owned is not null);
        }

        private void ReadField(MessagePlan plan, FieldDescriptor field)
        {
            if (MarkOf(field) is { } mark)
            {
                (mark.OwnedBy is null ? plan.Fields : plan.Foreign).Add(mark);
            }

            if (MessageIn(field) is { } message && plans.TryGetValue(message, out var inner))
            {
                plan.Parts.Add((field, inner));
                if (IsMarked(message) && message.GetOptions()?.GetExtension(ReleaseExtensions.Owned) is null)
                {
                    plan.Inner.Add((field, inner));
                }
            }
        }

        private FieldPlan? MarkOf(FieldDescriptor field)
        {
            var (own, all, by) = (field.GetOptions()?.GetExtension(ReleaseExtensions.Sensitivity) ?? Sensitivity.Unspecified,
                field.GetOptions()?.GetExtension(ReleaseExtensions.SameAs) ?? "", field.GetOptions()?.GetExtension(ReleaseExtensions.OwnedBy) ?? "");
            string[] several = all.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var same = several.FirstOrDefault("");
            if (own == Sensitivity.Unspecified && same.Length == 0)
            {
                Check(by.Length == 0, $"has {field.Name} without a mark");
                return null;
            }

            Check(own == Sensitivity.Unspecified || same.Length == 0, $"marks {field.Name} twice");
            foreach (var each in several)
            {
                Check(data.ContainsKey(each), $"says that {field.Name} is the same as {each}, which is not marked");
                Check(several.Length == 1 || data.GetValueOrDefault(each) == Sensitivity.ByRule, $"says that {field.Name} tells {each} and more, which is not released by a rule");
            }

            return new(field, same.Length > 0 ? data.GetValueOrDefault(same) : own, same.Length > 0 ? same : DatumOf(field))
            {
                Also = [.. several.Skip(1)],
                OwnedBy = by.Length == 0 ? null : type.FindFieldByName(by) is { IsRepeated: true, FieldType: FieldType.String } owners ? new([owners]) : Fault($"has no field {by} with the owners of {field.Name}"),
                Coarser = CoarserOf(field),
            };
        }

        private Dictionary<int, int>? CoarserOf(FieldDescriptor field)
        {
            var shown = new Dictionary<int, int>();
            foreach (var value in field.FieldType == FieldType.Enum && !field.IsRepeated ? field.EnumType.Values : [])
            {
                if (value.GetOptions()?.GetExtension(ReleaseExtensions.ShownAs) is { Length: > 0 } other)
                {
                    var target = field.EnumType.Values.FirstOrDefault(each => each.Name == other);
                    Check(target is not null, $"shows {value.Name} as {other}, which is no value");
                    (shown[value.Number], shown[target?.Number ?? 0]) = (target?.Number ?? 0, target?.Number ?? 0);
                }
            }

            return shown.Count > 0 ? shown : null;
        }

        private void CheckWhole(MessagePlan plan, bool isOwned)
        {
            var unmarked = type.Fields.InFieldNumberOrder().Where(field => field.Name != WithheldField && MarkOf(field) is null).Select(field => field.Name).ToList();
            Check(unmarked.Count == 0 || (!isOwned && plan.Fields.Count == 0), $"does not mark {string.Join(", ", unmarked)}");
            Check(plan.Withheld is not null || !(isOwned || plan.Foreign.Count > 0) || plan.Fields.Concat(plan.Foreign).All(field => field.Sensitivity == Sensitivity.Open),
                $"has no {WithheldField}");
        }

        private FieldPath? PathOf(string path, bool isOwner)
        {
            var (steps, at) = (new List<FieldDescriptor>(), type);
            foreach (var name in path.Split('.'))
            {
                // A resource is one, and so is whatever leads to an owner; the owners themselves may be several.
                if (at?.FindFieldByName(name) is not { } step || (step.IsRepeated && !(isOwner && step.FieldType == FieldType.String)))
                {
                    return Fault($"has no field {path}");
                }

                steps.Add(step);
                at = step.FieldType == FieldType.Message ? step.MessageType : null;
            }

            Check(!isOwner || steps.TrueForAll(step => MarkOf(step) is { Sensitivity: Sensitivity.Open }), $"has an owner, {path}, that is not open");
            return steps[^1].FieldType == FieldType.String ? new(steps) : Fault($"has {path}, which is no text");
        }

        private static MessageDescriptor? MessageIn(FieldDescriptor field) => field switch
        {
            { IsMap: true } => MessageIn(field.MessageType.FindFieldByNumber(2)),
            { FieldType: FieldType.Message } => field.MessageType,
            _ => null,
        };

        private static bool IsMarked(MessageDescriptor inner) => inner.Fields.InFieldNumberOrder().Any(field =>
            field.GetOptions() is { } options && (options.GetExtension(ReleaseExtensions.Sensitivity) != Sensitivity.Unspecified
                || (options.GetExtension(ReleaseExtensions.SameAs).Length > 0 && options.GetExtension(ReleaseExtensions.OwnedBy).Length == 0)));

        private void Check(bool ok, string fault)
        {
            if (!ok && !faults.Contains($"{type.FullName} {fault}"))
            {
                faults.Add($"{type.FullName} {fault}");
            }
        }

        private FieldPath? Fault(string fault)
        {
            Check(false, fault);
            return null;
        }
    }
}

/// <summary>Every kind of message of ours in some contracts and what they import.</summary>
internal static class ContractMessages
{
    public static List<MessageDescriptor> Of(IEnumerable<FileDescriptor> files)
    {
        var found = new HashSet<FileDescriptor>();
        foreach (var file in files)
        {
            Collect(file, found);
        }

        return [.. found.SelectMany(file => file.MessageTypes).SelectMany(WithNested)];
    }

    private static void Collect(FileDescriptor file, HashSet<FileDescriptor> found)
    {
        if (file.Package.StartsWith("taskforce.", StringComparison.Ordinal) && found.Add(file))
        {
            foreach (var import in file.Dependencies)
            {
                Collect(import, found);
            }
        }
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);
}
