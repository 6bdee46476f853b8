using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace TaskForce.ServiceDefaults.Storage;

/// <summary>One resource as it is stored: its name, its version, the columns that lists search by, and itself as JSON.</summary>
/// <typeparam name="T">The aggregate, an immutable record.</typeparam>
public abstract class Row<T> : INamedRow where T : class
{
    private T? _value;

    /// <summary>The order of creation, and the key.</summary>
    public long Ordinal { get; private set; }

    /// <summary>The resource name, unique.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Grows with each change.</summary>
    public long Version { get; private set; }

    /// <summary>The aggregate as JSON.</summary>
    public string Body { get; private set; } = "";

    /// <summary>The version as text.</summary>
    public string Etag => TaskForce.Etag.Of(Version);

    /// <summary>The aggregate.</summary>
    public T Value => _value ??= JsonSerializer.Deserialize<T>(Body, ResourceJson.Options)
        ?? throw new InvalidDataException($"The body of {Name} is empty.");

    /// <summary>Replaces the aggregate and moves the version on.</summary>
    public void Set(T value)
    {
        _value = value;
        Name = NameOf(value);
        Version++;
        Body = JsonSerializer.Serialize(value, ResourceJson.Options);
        Index(value);
    }

    /// <summary>The resource name of an aggregate.</summary>
    protected abstract string NameOf(T value);

    /// <summary>Fills the columns that lists search by.</summary>
    protected virtual void Index(T value)
    {
    }
}

/// <summary>A row with the name of its resource.</summary>
public interface INamedRow
{
    /// <summary>The resource name, unique.</summary>
    string Name { get; }
}

/// <summary>Finds rows.</summary>
public static class Rows
{
    /// <summary>The row of a resource, or null.</summary>
    public static Task<TRow?> NamedAsync<TRow>(this IQueryable<TRow> rows, string name) where TRow : class, INamedRow =>
        rows.FirstOrDefaultAsync(row => row.Name == name);
}
