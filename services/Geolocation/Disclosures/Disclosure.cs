using System.Collections.Immutable;

namespace TaskForce.Geolocation.Disclosures;

/// <summary>The resource name of a disclosure, <c>disclosures/{disclosure}</c>.</summary>
internal readonly record struct DisclosureName(string Id) : IResourceName<DisclosureName>
{
    public static string Collection => "disclosures";

    public static DisclosureName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>When a subject is disclosed, in event time.</summary>
/// <param name="Subject">The resource name.</param>
/// <param name="Nation">Who gives it.</param>
/// <param name="Begin">From when.</param>
/// <param name="End">Until when, not included; null while it lasts.</param>
internal sealed record DisclosedSubject(string Subject, string Nation, DateTimeOffset Begin, DateTimeOffset? End);

/// <summary>What a disclosure says.</summary>
/// <param name="Subjects">Whom it is about, and when.</param>
/// <param name="Receivers">The nations that see them.</param>
/// <param name="Purpose">Why, for people.</param>
/// <param name="Resource">What it stands for, by name; may be empty.</param>
/// <param name="Expires">When it ends by itself.</param>
internal sealed record DisclosureTerms(
    ImmutableArray<DisclosedSubject> Subjects, ImmutableArray<string> Receivers, string Purpose, string Resource, DateTimeOffset Expires)
{
    /// <summary>Whether whatever was disclosed by other terms is disclosed by these.</summary>
    public bool Keep(DisclosureTerms earlier) =>
        earlier.Receivers.All(Receivers.Contains)
        && earlier.Subjects.All(was => Subjects.Any(now => (now.Subject, now.Nation, now.Begin) == (was.Subject, was.Nation, was.Begin)));
}

/// <summary>That nations see where subjects of others are. Immutable: each change returns a new one.</summary>
internal sealed record Disclosure(DisclosureName Name, DisclosureTerms Terms, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    /// <summary>When it was ended; null while it is not.</summary>
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>Until when a period of it reaches.</summary>
    public DateTimeOffset EndOf(DisclosedSubject subject) =>
        subject.End is { } own && own < (EndTime ?? Terms.Expires) ? own : EndTime ?? Terms.Expires;

    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> if it was ended, <see cref="Fault.Invalid"/> if anything disclosed would be taken away.</exception>
    public Disclosure Change(DisclosureTerms terms, DateTimeOffset now)
    {
        if (EndTime is not null)
        {
            throw new DomainException(Fault.Rejected, "DISCLOSURE_ENDED", $"{Name} was ended; open another.");
        }

        return terms.Keep(Terms) ? this with { Terms = terms, UpdateTime = now } : throw new DomainException(Fault.Invalid, "INVALID_FIELDS",
            $"What {Name} has disclosed stays on record: end a subject's period instead of taking it away.",
            [new("disclosure.subjects", "and receivers must keep those that are there")]);
    }

    /// <summary>Ends it; one that was ended stays as it is.</summary>
    public Disclosure Close(DateTimeOffset end, DateTimeOffset now) => EndTime is null ? this with { EndTime = end, UpdateTime = now } : this;
}
