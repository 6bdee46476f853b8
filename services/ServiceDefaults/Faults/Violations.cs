using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TaskForce;

/// <summary>Collects everything that is wrong with a request, so that the caller hears it all at once.</summary>
public sealed class Violations
{
    private readonly List<Violation> _found = [];

    /// <summary>Whether nothing was found so far.</summary>
    public bool None => _found.Count == 0;

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<Violation> Found => _found;

    /// <summary>Notes a violation.</summary>
    public void Add(string field, string description) => _found.Add(new(field, description));

    /// <summary>Notes a violation unless <paramref name="ok"/>.</summary>
    public void Check(bool ok, string field, string description)
    {
        if (!ok)
        {
            Add(field, description);
        }
    }

    /// <summary>Notes a text that is longer than <paramref name="most"/> or shorter than <paramref name="least"/> characters, or that no database keeps.</summary>
    public void CheckText(string text, int least, int most, string field)
    {
        Check(text.Trim().Length >= least && text.Length <= most, field,
            least > 0 ? $"must have {least} to {most} characters" : $"must have at most {most} characters");
        Check(!text.Contains('\0', StringComparison.Ordinal), field, "must not contain the character NUL");
    }

    /// <summary>Notes every field that the contract marks REQUIRED and that is not set, in messages within the message too.</summary>
    public void Require(IMessage message, string path = "")
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder().Where(f => !f.IsMap))
        {
            var name = path + field.Name;
            if (IsRequired(field) && !IsSet(message, field))
            {
                Add(name, "is required");
            }
            else
            {
                RequireWithin(message, field, name);
            }
        }
    }

    /// <summary>Throws one fault with every violation, if there is any.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/>, <c>INVALID_FIELDS</c>.</exception>
    public void ThrowIfAny()
    {
        if (!None)
        {
            throw new DomainException(Fault.Invalid, "INVALID_FIELDS",
                string.Join("; ", _found.Select(v => $"{v.Field} {v.Description}")) + ".", _found);
        }
    }

    private void RequireWithin(IMessage message, FieldDescriptor field, string name)
    {
        if (field.FieldType != FieldType.Message || !field.MessageType.FullName.StartsWith("taskforce.", StringComparison.Ordinal))
        {
            return;
        }

        if (field.IsRepeated)
        {
            var index = 0;
            foreach (IMessage item in (System.Collections.IEnumerable)field.Accessor.GetValue(message))
            {
                Require(item, $"{name}[{index++}].");
            }
        }
        else if (field.Accessor.GetValue(message) is IMessage inner)
        {
            Require(inner, name + ".");
        }
    }

    private static bool IsRequired(FieldDescriptor field) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(FieldBehavior.Required) ?? false;

    private static bool IsSet(IMessage message, FieldDescriptor field) => field.Accessor.GetValue(message) switch
    {
        null => false,
        System.Collections.ICollection items => items.Count > 0,
        string text => text.Length > 0,
        System.Enum number => Convert.ToInt32(number, System.Globalization.CultureInfo.InvariantCulture) != 0,
        _ => true,
    };
}
