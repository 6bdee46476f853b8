using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>A disclosure as stored.</summary>
internal sealed class DisclosureRow : Row<Disclosure>
{
    /// <summary>Whom it is about, a line each: <c>"\nmembers/x\nassets/y\n"</c>.</summary>
    public string Names { get; private set; } = "";

    /// <summary>Who gives or receives, a line each: <c>"\nDE\nMA\n"</c>.</summary>
    public string Nations { get; private set; } = "";

    public string Resource { get; private set; } = "";

    /// <summary>When the last of its periods ends, in UTC ticks.</summary>
    public long Until { get; private set; }

    /// <summary>Grows with each change of any disclosure.</summary>
    public long Stamp { get; set; }

    protected override string NameOf(Disclosure value) => value.Name.ToString();

    protected override void Index(Disclosure value)
    {
        var terms = value.Terms;
        Names = Lines(terms.Subjects.Select(subject => subject.Subject));
        Nations = Lines(terms.Subjects.Select(subject => subject.Nation).Concat(terms.Receivers));
        (Resource, Until) = (terms.Resource, terms.Subjects.Max(value.EndOf).UtcTicks);
    }

    private static string Lines(IEnumerable<string> texts) => $"\n{string.Join('\n', texts.Distinct())}\n";
}

internal static class DisclosureStore
{
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, also for a nation that takes no part.</exception>
    public static async Task<DisclosureRow> GetAsync(this IQueryable<DisclosureRow> rows, DisclosureName name) =>
        await rows.NamedAsync(name.ToString()) ?? throw new DomainException(Fault.NotFound, "DISCLOSURE_NOT_FOUND", $"{name} does not exist.");

    /// <summary>Those that a caller may know of: a service all, others what their nation gives or receives.</summary>
    public static IQueryable<DisclosureRow> VisibleTo(this IQueryable<DisclosureRow> rows, Caller caller)
    {
        var line = $"\n{caller.Nation}\n";
        return caller.Is(Type.V1.Role.Service) ? rows : rows.Where(row => row.Nations.Contains(line));
    }

    public static IQueryable<DisclosureRow> Matching(this IQueryable<DisclosureRow> rows, V1.DisclosureFilter? filter)
    {
        var line = $"\n{filter?.Subject}\n";
        rows = filter is { Subject.Length: > 0 } ? rows.Where(row => row.Names.Contains(line)) : rows;
        return filter is { Resource.Length: > 0 } ? rows.Where(row => row.Resource == filter.Resource) : rows;
    }

    /// <summary>Changes a row, in a change; other processes see by its stamp that they must read it again.</summary>
    public static async Task SetAsync(this GeolocationDb db, DisclosureRow row, Disclosure value)
    {
        row.Set(value);
        row.Stamp = (await db.Disclosures.MaxAsync(each => (long?)each.Stamp) ?? 0) + 1;
    }
}
