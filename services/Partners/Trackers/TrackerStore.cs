using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Webhooks;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Partners.Trackers;

/// <summary>A tracker as stored.</summary>
internal sealed class TrackerRow : Row<Tracker>
{
    /// <summary>Whose it is: <see cref="WebhookStore.OwnerOf(ActingFor)"/>.</summary>
    public string Owner { get; private set; } = "";

    /// <summary>Finds it by its secret.</summary>
    public string SecretHash { get; private set; } = "";

    protected override string NameOf(Tracker value) => value.Name.ToString();

    protected override void Index(Tracker value) => (Owner, SecretHash) = (WebhookStore.OwnerOf(value.Owner), value.SecretHash);
}

internal static class TrackerStore
{
    private const int LongestName = 200;

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, also for another partner's.</exception>
    public static async Task<TrackerRow> GetAsync(this IQueryable<TrackerRow> trackers, string name, Caller caller)
    {
        var (tracker, owner) = (ResourceName.Parse<TrackerName>(name), WebhookStore.OwnerOf(ActingFor.Of(caller)));
        return await trackers.Where(row => row.Owner == owner).NamedAsync(tracker.ToString())
            ?? throw new DomainException(Fault.NotFound, "TRACKER_NOT_FOUND", $"{tracker} does not exist.");
    }

    /// <exception cref="DomainException"><see cref="Fault.Denied"/>, <c>TRACKER_SECRET_WRONG</c>.</exception>
    public static async Task<Tracker> WithSecretAsync(this IQueryable<TrackerRow> trackers, string secret)
    {
        var hash = Tracker.HashOf(secret);
        return (await trackers.FirstOrDefaultAsync(row => row.SecretHash == hash))?.Value
            ?? throw new DomainException(Fault.Denied, "TRACKER_SECRET_WRONG", "No tracker has this secret.");
    }

    /// <summary>Reads what a partner says, naming everything that is wrong with it.</summary>
    public static TrackerTerms ToTerms(this V1.Tracker tracker)
    {
        var violations = new Violations();
        violations.Require(tracker, "tracker.");
        violations.CheckText(tracker.DisplayName, 0, LongestName, "tracker.display_name");
        violations.Check(System.Enum.IsDefined(tracker.SpeedUnit), "tracker.speed_unit", "is not a known unit");
        var subjects = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (device, index) in tracker.Devices.Select((device, index) => (device, index)))
        {
            violations.Check(subjects.TryAdd(device.UniqueId, device.Subject), $"tracker.devices[{index}].unique_id", "is there twice");
            violations.Check(IsAsset(device.Subject), $"tracker.devices[{index}].subject", "must be assets/{asset}");
        }

        violations.ThrowIfAny();
        return new(tracker.DisplayName.Trim(), subjects, tracker.SpeedUnit);
    }

    /// <summary>What a partner is shown, without the secret.</summary>
    public static V1.Tracker ToProto(this TrackerRow row) => new()
    {
        Name = row.Name,
        Partner = row.Value.Owner.Partner,
        DisplayName = row.Value.Terms.DisplayName,
        Devices = { row.Value.Terms.Subjects.Select(device => new V1.Tracker.Types.Device { UniqueId = device.Key, Subject = device.Value }) },
        SpeedUnit = row.Value.Terms.SpeedUnit,
        CreateTime = row.Value.CreateTime.ToTimestamp(),
        UpdateTime = row.Value.UpdateTime.ToTimestamp(),
        Etag = row.Etag,
    };

    private static bool IsAsset(string subject) => subject.Split('/') is ["assets", { Length: >= 4 and <= 63 } id] && char.IsAsciiLetterLower(id[0]) && id[^1] != '-'
        && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
