using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Stix;

/// <summary>A case as stored.</summary>
internal sealed class StixCaseRow : Row<StixCase>
{
    /// <summary>Whose it is: <see cref="WebhookStore.OwnerOf(ActingFor)"/>.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>The partner's nation; empty if it has none.</summary>
    public string Nation { get; private set; } = "";

    public Tlp Level { get; private set; }

    protected override string NameOf(StixCase value) => value.Name.ToString();

    protected override void Index(StixCase value) => (Owner, Nation, Level) = (WebhookStore.OwnerOf(value.Partner), value.Partner.Nation, value.About.Level);
}

/// <summary>That an object is in a case: finds the cases of what comes later.</summary>
internal sealed class StixMemberRow
{
    public required string Owner { get; init; }

    /// <summary>The id of the object.</summary>
    public required string Object { get; init; }

    /// <summary>The id of the object that the case is about.</summary>
    public required string Root { get; init; }
}
