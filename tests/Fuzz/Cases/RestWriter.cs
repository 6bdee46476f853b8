using System.Collections;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace TaskForce.Fuzz.Cases;

/// <summary>Spreads a message over path, query and body as its HTTP rule says.</summary>
internal static class RestWriter
{
    private const int LongestQuery = 6000;

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.Empty));

    public static (string Target, string Json) Write(RestRoute route, IMessage message)
    {
        var path = route.Fill(field => string.Join('/', Value(message, field).Split('/').Select(Uri.EscapeDataString)));
        var json = route.Body switch
        {
            "" => "",
            "*" => Format(message),
            var field => message.Descriptor.FindFieldByName(field).Accessor.GetValue(message) is IMessage body ? Format(body) : "{}",
        };
        var query = route.Body == "*" ? "" : Query(message, "", [.. route.Forms.Keys, route.Body]);
        return (query.Length > 0 ? $"{path}?{query[..Math.Min(query.Length, LongestQuery)]}" : path, json);
    }

    // A message that JSON cannot say, such as a time beyond the year 9999, is sent empty.
    private static string Format(IMessage message)
    {
        try
        {
            return Formatter.Format(message);
        }
        catch (InvalidOperationException)
        {
            return "{}";
        }
    }

    private static string Value(IMessage message, string path)
    {
        object? at = message;
        foreach (var part in path.Split('.'))
        {
            at = at is IMessage inner ? inner.Descriptor.FindFieldByName(part).Accessor.GetValue(inner) : null;
        }

        return at?.ToString() ?? "";
    }

    private static string Query(IMessage message, string prefix, IReadOnlyCollection<string> without)
    {
        var text = new StringBuilder();
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => !field.IsMap && !without.Contains(prefix + field.Name)))
        {
            var value = field.Accessor.GetValue(message);
            foreach (var item in field.IsRepeated ? ((IEnumerable)value).Cast<object>().Take(3) : value is null ? [] : [value])
            {
                text.Append(item is IMessage inner
                    ? IsScalar(inner) ? Pair(prefix + field.Name, Format(inner).Trim('"')) : Query(inner, $"{prefix}{field.Name}.", without)
                    : item is "" or 0 or 0L or 0.0 ? "" : Pair(prefix + field.Name, Convert.ToString(item, System.Globalization.CultureInfo.InvariantCulture)!));
            }
        }

        return text.ToString();
    }

    private static bool IsScalar(IMessage message) => message.Descriptor.File.Package == "google.protobuf";

    private static string Pair(string name, string value) => $"{name}={Uri.EscapeDataString(value)}&";
}
