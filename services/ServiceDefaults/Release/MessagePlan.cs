using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Sensitivity = TaskForce.Type.V1.Owned.Types.Sensitivity;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>A field by its path from a message: texts that may be several, or not there.</summary>
internal sealed class FieldPath(IReadOnlyList<FieldDescriptor> steps)
{
    /// <summary>Whether there may be several.</summary>
    public bool IsRepeated => steps[^1].IsRepeated;

    /// <summary>The text; empty if the field or a message on the way is not set.</summary>
    public string TextOf(IMessage message) => ValueOf(message) as string ?? "";

    /// <summary>The texts of a repeated field, or the one that is set.</summary>
    public IEnumerable<string> TextsOf(IMessage message) => ValueOf(message) switch
    {
        string { Length: > 0 } one => [one],
        IEnumerable<string> many => many,
        _ => [],
    };

    private object? ValueOf(IMessage message)
    {
        for (var i = 0; i < steps.Count - 1; i++)
        {
            if (steps[i].Accessor.GetValue(message) is not IMessage inner)
            {
                return null;
            }

            message = inner;
        }

        return steps[^1].Accessor.GetValue(message);
    }
}

/// <summary>A field and who may see it.</summary>
/// <param name="Field">The field.</param>
/// <param name="Sensitivity">How sensitive it is.</param>
/// <param name="Datum">What a rule names to release it, <c>Message.field</c>: of itself, or of the field that says the same.</param>
internal sealed record FieldPlan(FieldDescriptor Field, Sensitivity Sensitivity, string Datum)
{
    /// <summary>What else must be released for it to be seen, since it tells that too.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>The nations whose the value is, if it is not the message's owner's.</summary>
    public FieldPath? OwnedBy { get; init; }

    /// <summary>Values that other nations are shown as another, and that other.</summary>
    public IReadOnlyDictionary<int, int>? Coarser { get; init; }

    /// <summary>Whether another nation sees the field.</summary>
    /// <param name="isReleased">Whether what a rule can name is released to it.</param>
    public bool IsSeen(Func<string, bool> isReleased) => Sensitivity == Sensitivity.Open || (Sensitivity == Sensitivity.ByRule && isReleased(Datum) && Also.All(isReleased));
}

/// <summary>A kind of message: whose it is, and what in it may be withheld. Filled by <see cref="ReleaseContract"/>, then only read.</summary>
internal sealed class MessagePlan
{
    /// <summary>The fields that name the owner; none if the message is nobody's.</summary>
    public IReadOnlyList<FieldPath> Owners { get; set; } = [];

    /// <summary>The field that names the resource, or null.</summary>
    public FieldPath? Resource { get; set; }

    /// <summary>Whether an owner that is not named means that it belongs to nobody.</summary>
    public bool MayBeNobodys { get; set; }

    /// <summary>Every field that follows the owner of the message, or of the message around it.</summary>
    public List<FieldPlan> Fields { get; } = [];

    /// <summary>Fields whose owners stand beside them; where none stand there, the message's.</summary>
    public List<FieldPlan> Foreign { get; } = [];

    /// <summary>Fields with messages that follow this one's owner.</summary>
    public List<(FieldDescriptor Field, MessagePlan Plan)> Inner { get; } = [];

    /// <summary>Fields with messages in which something has an owner of its own.</summary>
    public List<(FieldDescriptor Field, MessagePlan Plan)> Parts { get; } = [];

    /// <summary>Where what is withheld is listed; null if nothing ever is.</summary>
    public FieldDescriptor? Withheld { get; set; }

    /// <summary>Whether something in the message, at whatever depth, has an owner.</summary>
    public bool Matters { get; set; }

    public bool IsOwned => Owners.Count > 0;

    /// <summary>Whether there may be several owners.</summary>
    public bool IsJoint => Owners.Count > 1 || (IsOwned && Owners[0].IsRepeated);

    /// <summary>Whether another nation sees a datum in such a message, at whatever depth.</summary>
    public bool Shows(string datum, Func<string, bool> isReleased) => Fields.Exists(field => field.Datum == datum && field.IsSeen(isReleased))
        || Inner.Exists(part => Fields.Exists(field => field.Field == part.Field && field.IsSeen(isReleased)) && part.Plan.Shows(datum, isReleased));
}

/// <summary>The messages in a field, one or many; every answer is gone through, so nothing is made for it.</summary>
internal readonly struct MessagesIn
{
    private readonly object? _value;
    private readonly IList? _many;

    private MessagesIn(object? value) => (_value, _many) = (value, value switch
    {
        IDictionary map => map.Values.Cast<IMessage>().ToList(),
        IList many => many,
        _ => null,
    });

    public int Count => _many?.Count ?? (_value is null ? 0 : 1);

    public IMessage this[int index] => (IMessage)(_many is null ? _value : _many[index])!;

    public static MessagesIn Of(FieldDescriptor field, IMessage message) => new(field.Accessor.GetValue(message));
}
