using System.Collections.Immutable;
using Google.Protobuf;
using TaskForce.Type.V1;

namespace TaskForce.ServiceDefaults.Release;

/// <summary>
/// What one caller may see, by the rules as they are at each look. The only place that decides it: for answers, streams and exports alike, and for filters,
/// which find nothing by what is hidden.
/// </summary>
public sealed class View
{
    private readonly ReleaseBook _book;
    private readonly Caller _caller;
    private readonly bool _seesAll;
    private volatile Look? _look;

    internal View(ReleaseBook book, Caller caller) => (_book, _caller, _seesAll) = (book, caller, caller.Is(Role.Service) && caller.Nation.Length == 0);

    /// <summary>The message as the caller may see it: itself, or a copy without what is withheld, which it lists.</summary>
    public T Of<T>(T message) where T : class => Of(message, isOwn: false);

    /// <summary>The same message without what is withheld: nobody else may hold it.</summary>
    internal T OfOwn<T>(T message) where T : class => Of(message, isOwn: true);

    /// <summary>Whether the caller sees a field of a record.</summary>
    /// <param name="datum">As rules name it, for example <c>Member.languages</c>; one that is marked <c>BY_RULE</c>.</param>
    /// <param name="nation">Who owns the record.</param>
    /// <param name="resource">The record.</param>
    public bool Sees(string datum, string nation, string resource) =>
        _seesAll || nation == _caller.Nation || Look().GrantOf(nation, resource).Includes(datum);

    /// <summary>Whether the caller is a service, which belongs to no nation and sees everything.</summary>
    public bool SeesAll => _seesAll;

    /// <summary>The records of which the caller sees all these fields; null if of every record.</summary>
    public Reach? ReachOf(params ReadOnlySpan<string> data)
    {
        if (_seesAll)
        {
            return null;
        }

        var rules = _book.Current;
        var (viewer, always, joint) = (rules.ViewerOf(_caller), ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        foreach (var owner in rules.OwnersFor(viewer))
        {
            var grants = rules.For(viewer, owner);
            (IncludesAll(grants.Always, data) ? always : IncludesAll(grants.InJointWork, data) ? joint : null)?.Add(owner);
        }

        return new(_caller.Nation, always.ToImmutable(), joint.ToImmutable(), joint.Count > 0 ? [.. _book.JointWork.With(_caller.Nation)] : []);
    }

    private T Of<T>(T message, bool isOwn) where T : class
    {
        if (_seesAll || message is not IMessage whole || _book.Contract.Find(whole.Descriptor) is not { } plan)
        {
            return message;
        }

        var look = Look();
        if (!look.TakesFrom(whole, plan))
        {
            return message;
        }

        // Others may hold it: an answer that is kept.
        var shown = isOwn ? message : ((IDeepCloneable<T>)message).Clone();
        look.Redact((IMessage)shown, plan);
        return shown;
    }

    private Look Look() => _look is { } look && ReferenceEquals(look.Rules, _book.Current) ? look : _look = new(_book, _book.Current, _caller);

    private static bool IncludesAll(Grant grant, ReadOnlySpan<string> data)
    {
        foreach (var datum in data)
        {
            if (!grant.Includes(datum))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Records of which somebody sees something.</summary>
/// <param name="Own">The caller's nation, whose records it always sees.</param>
/// <param name="Nations">Nations all of whose records are in reach.</param>
/// <param name="JointNations">Nations of whose records those that work with the caller's are.</param>
/// <param name="Resources">The records that work with the caller's nation.</param>
public sealed record Reach(string Own, ImmutableArray<string> Nations, ImmutableArray<string> JointNations, ImmutableArray<string> Resources)
{
    /// <summary>Narrows rows to those in reach, in the store.</summary>
    internal IQueryable<TRow> Within<TRow>(IQueryable<TRow> rows) where TRow : class, INationalRow
    {
        List<string> nations = [Own, .. Nations];
        var (joint, resources) = (JointNations.ToList(), Resources.ToList());
        return joint.Count == 0
            ? rows.Where(row => nations.Contains(row.Nation))
            : rows.Where(row => nations.Contains(row.Nation) || (joint.Contains(row.Nation) && resources.Contains(row.Name)));
    }
}

/// <summary>Narrows rows to what somebody sees.</summary>
public static class Reaches
{
    /// <summary>The rows that are in reach; all of them if that is everything.</summary>
    public static IQueryable<TRow> Within<TRow>(this IQueryable<TRow> rows, Reach? reach) where TRow : class, INationalRow => reach is null ? rows : reach.Within(rows);
}

/// <summary>A row of a record that a nation owns.</summary>
public interface INationalRow
{
    /// <summary>The resource name.</summary>
    string Name { get; }

    /// <summary>Who owns it.</summary>
    string Nation { get; }
}
