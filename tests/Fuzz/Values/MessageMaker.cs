using System.Collections;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Fuzz.Values;

/// <summary>Makes requests by their contract: as they should be, with a few fields spoiled, or of wild values only.</summary>
internal sealed class MessageMaker(Pool pool, DateTimeOffset now)
{
    private const int Deepest = 6;

    private readonly TameValues _tame = new(pool, now);

    /// <summary>A request that somebody could mean.</summary>
    public IMessage Tame(Rpc rpc, Random dice) => Tame(rpc.Method.InputType, rpc.Routes.Count > 0 ? rpc.Routes[0].Forms : new Dictionary<string, string>(), "", dice, 0);

    /// <summary>A message whose every value is at an edge.</summary>
    public static IMessage Wild(MessageDescriptor type, Random dice, int depth = 0)
    {
        var message = Empty(type);
        foreach (var field in type.Fields.InDeclarationOrder().Where(_ => dice.Next(3) > 0))
        {
            Set(message, field, dice, depth, () => field.FieldType == FieldType.Message ? Wild(field.MessageType, dice, depth + 1) : WildValues.Of(field, dice), MostItems(dice, depth));
        }

        return message;
    }

    /// <summary>Gives one field somewhere in the message a wild value, or none.</summary>
    public static void Spoil(IMessage message, Random dice)
    {
        var at = message;
        while (true)
        {
            var fields = at.Descriptor.Fields.InDeclarationOrder();
            if (fields.Count == 0)
            {
                return;
            }

            var field = fields[dice.Next(fields.Count)];
            var inner = field.FieldType == FieldType.Message && !field.IsMap ? Inner(field.Accessor.GetValue(at), dice) : null;
            if (inner is null || dice.Next(5) == 0)
            {
                var depth = 1;
                Set(at, field, dice, depth, () => field.FieldType == FieldType.Message ? Wild(field.MessageType, dice, depth + 2) : WildValues.Of(field, dice), MostItems(dice, depth));
                return;
            }

            at = inner;
        }
    }

    private IMessage Tame(MessageDescriptor type, IReadOnlyDictionary<string, string> forms, string path, Random dice, int depth)
    {
        if (_tame.Known(type, dice) is { } known)
        {
            return known;
        }

        // What was answered before is sent back, in part changed.
        if (depth > 0 && dice.Next(2) == 0 && pool.Message(type, dice) is { } answered)
        {
            var copy = Copy(answered);
            Fill(copy, [.. type.Fields.InDeclarationOrder().Where(field => forms.ContainsKey(path + field.Name) || (!Is(field, FieldBehavior.OutputOnly) && dice.Next(8) == 0))], forms, path, dice, depth);
            return copy;
        }

        var message = Empty(type);
        Fill(message, [.. type.Fields.InDeclarationOrder().Where(field => forms.ContainsKey(path + field.Name) || Is(field, FieldBehavior.Required) || field.Name == "request_id" || dice.Next(10) < (Is(field, FieldBehavior.OutputOnly) ? 1 : 5))], forms, path, dice, depth);
        return message;
    }

    private void Fill(IMessage message, IEnumerable<FieldDescriptor> fields, IReadOnlyDictionary<string, string> forms, string path, Random dice, int depth)
    {
        foreach (var field in fields)
        {
            Set(message, field, dice, depth, () => field switch
            {
                { FieldType: FieldType.Message, MessageType.FullName: "google.protobuf.FieldMask" } => Mask(message.Descriptor, dice),
                { FieldType: FieldType.Message } => Tame(field.MessageType, forms, $"{path}{field.Name}.", dice, depth + 1),
                _ => _tame.Of(field, forms.GetValueOrDefault(path + field.Name), dice),
            }, 3);
        }
    }

    private static FieldMask Mask(MessageDescriptor request, Random dice)
    {
        var resource = request.Fields.InDeclarationOrder().FirstOrDefault(field => field.FieldType == FieldType.Message && field.MessageType.File.Package.StartsWith("taskforce", StringComparison.Ordinal));
        var names = resource?.MessageType.Fields.InDeclarationOrder().Select(field => field.Name).ToArray() ?? ["name"];
        return new() { Paths = { dice.Next(4) == 0 ? ["*"] : dice.GetItems(names, dice.Next(1, 3)) } };
    }

    private static void Set(IMessage message, FieldDescriptor field, Random dice, int depth, Func<object> value, int most)
    {
        if (depth > Deepest || field.FieldType == FieldType.Group)
        {
            return;
        }

        if (field.IsMap)
        {
            ((IDictionary)field.Accessor.GetValue(message)).Clear();
        }
        else if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            list.Clear();
            for (var left = dice.Next(most + 1); left > 0; left--)
            {
                list.Add(value());
            }
        }
        else
        {
            field.Accessor.SetValue(message, value());
        }
    }

    private static int MostItems(Random dice, int depth) => depth > 1 ? 2 : dice.Next(60) == 0 ? 1500 : 3;

    private static IMessage? Inner(object? value, Random dice) => value switch
    {
        IMessage message => message,
        IList { Count: > 0 } list => list[dice.Next(list.Count)] as IMessage,
        _ => null,
    };

    private static bool Is(FieldDescriptor field, FieldBehavior behavior) =>
        field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(behavior) ?? false;

    private static IMessage Copy(IMessage message) => message.Descriptor.Parser.ParseFrom(message.ToByteString());

    private static IMessage Empty(MessageDescriptor type) => type.Parser.ParseFrom(ByteString.Empty);
}
