using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace TaskForce;

/// <summary>Applies an AIP-134 update mask as the contract's field behaviour allows.</summary>
public static class UpdateMask
{
    private static readonly FieldMask.MergeOptions Replace = new() { ReplaceMessageFields = true, ReplaceRepeatedFields = true, ReplacePrimitiveFields = true };

    /// <summary>Returns <paramref name="current"/> with the masked fields of <paramref name="changes"/>.</summary>
    /// <param name="current">The resource as it is; not changed.</param>
    /// <param name="changes">What the caller sent.</param>
    /// <param name="mask">Null or empty means every field that is set, <c>*</c> every field.</param>
    /// <param name="field">The name of the resource's field in the request, for the refusal.</param>
    /// <exception cref="DomainException">A path that does not exist or may not be changed.</exception>
    public static T Apply<T>(T current, T changes, FieldMask? mask, string field) where T : class, IMessage<T>
    {
        var paths = Resolve(current.Descriptor, changes, mask);
        var violations = new Violations();
        foreach (var path in paths)
        {
            CheckPath(current, changes, path, $"update_mask.paths: '{path}' of {field}", violations);
        }

        violations.ThrowIfAny();
        var merged = current.Clone();
        new FieldMask { Paths = { paths } }.Merge(changes, merged, Replace);
        return merged;
    }

    private static List<string> Resolve(MessageDescriptor type, IMessage changes, FieldMask? mask) => mask switch
    {
        { Paths: ["*"] } => [.. type.Fields.InFieldNumberOrder().Where(IsWritable).Select(f => f.Name)],
        { Paths.Count: > 0 } => [.. mask.Paths],
        _ => [.. type.Fields.InFieldNumberOrder().Where(f => IsWritable(f) && IsSet(changes, f)).Select(f => f.Name)],
    };

    // An immutable field may be named as long as it is not changed, so that a client can send back what it read.
    private static void CheckPath(IMessage current, IMessage changes, string path, string where, Violations violations)
    {
        var top = current.Descriptor.FindFieldByName(path.Split('.')[0]);
        if (top is null || !FieldMask.IsValid(current.Descriptor, path))
        {
            violations.Add(where, "does not exist");
        }
        else if (!IsWritable(top) && !(Has(top, FieldBehavior.Immutable) && Equals(top.Accessor.GetValue(current), top.Accessor.GetValue(changes))))
        {
            violations.Add(where, "cannot be changed");
        }
    }

    private static bool IsWritable(FieldDescriptor field) =>
        field.Name != "etag" && !Has(field, FieldBehavior.OutputOnly) && !Has(field, FieldBehavior.Immutable) && !Has(field, FieldBehavior.Identifier);

    private static bool Has(FieldDescriptor field, FieldBehavior behavior) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(behavior) ?? false;

    private static bool IsSet(IMessage message, FieldDescriptor field) => field.Accessor.GetValue(message) switch
    {
        null => false,
        System.Collections.ICollection items => items.Count > 0,
        string text => text.Length > 0,
        System.Enum number => Convert.ToInt32(number, System.Globalization.CultureInfo.InvariantCulture) != 0,
        double number => number != 0,
        int number => number != 0,
        _ => true,
    };
}
