using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace TaskForce;

/// <summary>A typed resource name, <c>collection/{id}</c>. Implement it on a <c>readonly record struct</c> of one string, the id.</summary>
public interface IResourceName<TSelf> where TSelf : struct, IResourceName<TSelf>
{
    /// <summary>The collection, for example <c>missions</c>.</summary>
    static abstract string Collection { get; }

    /// <summary>A name from an id that is known to be well formed.</summary>
    static abstract TSelf From(string id);

    /// <summary>The last segment.</summary>
    string Id { get; }
}

/// <summary>Reads, checks and makes resource names.</summary>
public static partial class ResourceName
{
    // Without vowels no id reads as a word; without 0, 1 and l none is misread over the radio.
    private const string Alphabet = "23456789bcdfghjkmnpqrstvwxz";

    /// <summary>Reads a name.</summary>
    /// <param name="text">What the caller sent.</param>
    /// <param name="field">Where it was sent, for the refusal.</param>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if it is not a name of this collection.</exception>
    public static T Parse<T>(string text, string field = "name") where T : struct, IResourceName<T> =>
        TryParse<T>(text) ?? throw Malformed(field, $"'{text}' is not a name of the form {T.Collection}/{{id}}");

    /// <summary>Reads a name, or returns null if it is not one of this collection.</summary>
    public static T? TryParse<T>(string text) where T : struct, IResourceName<T> =>
        text.StartsWith(T.Collection, StringComparison.Ordinal) && text.Length > T.Collection.Length
            && text[T.Collection.Length] == '/' && IsId(text[(T.Collection.Length + 1)..])
            ? T.From(text[(T.Collection.Length + 1)..])
            : null;

    /// <summary>The name for an id that the caller chose, or a new one if it chose none.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> if the id is malformed.</exception>
    public static T FromChosenId<T>(string id, string field) where T : struct, IResourceName<T>
    {
        if (id.Length == 0)
        {
            return New<T>();
        }

        return IsId(id)
            ? T.From(id)
            : throw Malformed(field, "must be 4 to 63 lower-case letters, digits and hyphens, start with a letter and not end with a hyphen");
    }

    /// <summary>A new name: a letter and nine more characters, about 47 bits, short enough to be read aloud.</summary>
    public static T New<T>() where T : struct, IResourceName<T> =>
        T.From(RandomNumberGenerator.GetString(Alphabet.AsSpan(8), 1) + RandomNumberGenerator.GetString(Alphabet, 9));

    /// <summary>The text of a name.</summary>
    public static string Format<T>(T name) where T : struct, IResourceName<T> => $"{T.Collection}/{name.Id}";

    private static bool IsId(string id) => IdPattern().IsMatch(id);

    private static DomainException Malformed(string field, string description) =>
        new(Fault.Invalid, "INVALID_NAME", $"{field}: {description}.", [new(field, description)]);

    [GeneratedRegex("^[a-z][a-z0-9-]{2,61}[a-z0-9]\\z")]
    private static partial Regex IdPattern();
}
