using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>What is taken out of a kind of message for somebody, worked out once. It says nothing of what a message holds: what is withheld is listed, empty or not.</summary>
internal sealed class Decision
{
    /// <summary>All is seen.</summary>
    public static readonly Decision Nothing = new([], [], [], []);

    private readonly FieldDescriptor[] _cleared;
    private readonly FieldPlan[] _coarser;
    private readonly (FieldDescriptor Field, Decision Decision)[] _inner;
    private readonly string[] _paths;

    private Decision(FieldDescriptor[] cleared, FieldPlan[] coarser, (FieldDescriptor Field, Decision Decision)[] inner, string[] paths) =>
        (_cleared, _coarser, _inner, _paths) = (cleared, coarser, inner, paths);

    /// <summary>Whether nothing is ever taken out.</summary>
    public bool IsNothing => _cleared.Length + _coarser.Length + _inner.Length == 0;

    /// <summary>The paths that are always withheld.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <param name="plan">The kind of message.</param>
    /// <param name="isReleased">Whether what a rule can name is released.</param>
    public static Decision Of(MessagePlan plan, Func<string, bool> isReleased)
    {
        var seen = plan.Fields.FindAll(field => field.IsSeen(isReleased));
        var inner = plan.Inner.Where(part => seen.Exists(field => field.Field == part.Field))
            .Select(part => (part.Field, Decision: Of(part.Plan, isReleased))).Where(part => !part.Decision.IsNothing).ToArray();
        var cleared = plan.Fields.Except(seen).Select(field => field.Field).ToArray();
        return new(
            cleared, [.. seen.Where(field => field.Coarser is not null)], inner,
            [.. cleared.Select(field => field.Name), .. inner.SelectMany(part => part.Decision._paths.Select(path => $"{part.Field.Name}.{path}"))]);
    }

    /// <summary>Takes it out and lists it.</summary>
    /// <param name="message">A message of that kind that nobody else holds.</param>
    /// <param name="withheld">Where to list it.</param>
    public void Apply(IMessage message, RepeatedField<string> withheld)
    {
        Clear(message);
        withheld.Clear();
        withheld.AddRange(_paths);

        foreach (var field in _coarser)
        {
            if (field.Coarser!.TryGetValue((int)field.Field.Accessor.GetValue(message), out var shown))
            {
                field.Field.Accessor.SetValue(message, System.Enum.ToObject(field.Field.EnumType.ClrType, shown));
                withheld.Add(field.Field.Name);
            }
        }
    }

    private void Clear(IMessage message)
    {
        foreach (var field in _cleared)
        {
            field.Accessor.Clear(message);
        }

        foreach (var (field, decision) in _inner)
        {
            var parts = MessagesIn.Of(field, message);
            for (var i = 0; i < parts.Count; i++)
            {
                decision.Clear(parts[i]);
            }
        }
    }
}
