using System.Collections;
using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TaskForce.Fuzz.Values;

/// <summary>
/// What the services have answered: names that exist, cursors, etags, page tokens and whole records. A request made of them gets past the first
/// check. Thread safe.
/// </summary>
internal sealed class Pool
{
    private const int Kept = 200;
    private const int LongestText = 300;

    private readonly ConcurrentDictionary<string, Ring<string>> _texts = [];
    private readonly ConcurrentDictionary<string, Ring<object>> _numbers = [];
    private readonly ConcurrentDictionary<string, Ring<IMessage>> _messages = [];

    /// <summary>Keeps every part of an answer.</summary>
    public void Add(IMessage answer)
    {
        _messages.GetOrAdd(answer.Descriptor.FullName, _ => new()).Add(answer);
        foreach (var field in answer.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsMap))
        {
            var value = field.Accessor.GetValue(answer);
            var items = field.IsRepeated ? ((IEnumerable)value).Cast<object>().Take(4) : value is null ? [] : [value];
            foreach (var item in items)
            {
                AddValue(field, item);
            }
        }
    }

    /// <summary>A text that a field of this name had; null if none is known.</summary>
    public string? Text(string field, Random dice) => _texts.GetValueOrDefault(field)?.Pick(dice);

    /// <summary>A name of this form, such as <c>missions/*/orders/*</c>; null if none is known.</summary>
    public string? Name(string form, Random dice) => _texts.GetValueOrDefault(FormKey(form))?.Pick(dice);

    /// <summary>A number that a field of this name had; null if none is known.</summary>
    public object? Number(string field, Random dice) => _numbers.GetValueOrDefault(field)?.Pick(dice);

    /// <summary>A message of this type that was answered; null if none is known.</summary>
    public IMessage? Message(MessageDescriptor type, Random dice) => _messages.GetValueOrDefault(type.FullName)?.Pick(dice);

    private void AddValue(FieldDescriptor field, object value)
    {
        switch (value)
        {
            case IMessage message:
                Add(message);
                break;
            case string { Length: > 0 and <= LongestText } text:
                _texts.GetOrAdd(FieldKey(field.Name), _ => new()).Add(text);
                if (text.Contains('/', StringComparison.Ordinal))
                {
                    _texts.GetOrAdd(FormKey(FormOf(text)), _ => new()).Add(text);
                }

                break;
            case long or int or double:
                _numbers.GetOrAdd(FieldKey(field.Name) + field.FieldType, _ => new()).Add(value);
                break;
        }
    }

    private static string FieldKey(string field) => field.StartsWith("next_", StringComparison.Ordinal) ? field[5..] : field;

    private static string FormKey(string form) => $"/{form.Replace("**", "*/*", StringComparison.Ordinal)}";

    // `missions/abc/orders/def` is of the form `missions/*/orders/*`; a position's name holds another name.
    private static string FormOf(string name) => name.StartsWith("positions/", StringComparison.Ordinal)
        ? "positions/*/*"
        : string.Join('/', name.Split('/').Select((part, i) => i % 2 == 0 ? part : "*"));

    private sealed class Ring<T>
    {
        private readonly T[] _items = new T[Kept];
        private int _count;

        public void Add(T item)
        {
            lock (_items)
            {
                // To compare whole records would cost more than the calls do.
                if (item is IMessage || Array.IndexOf(_items, item, 0, Math.Min(_count, Kept)) < 0)
                {
                    _items[_count++ % Kept] = item;
                }
            }
        }

        public T? Pick(Random dice)
        {
            lock (_items)
            {
                return _count == 0 ? default : _items[dice.Next(Math.Min(_count, Kept))];
            }
        }
    }
}
