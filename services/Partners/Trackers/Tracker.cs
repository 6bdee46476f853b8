using System.Security.Cryptography;
using System.Text;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.Partners.Trackers;

/// <summary><c>trackers/{tracker}</c>.</summary>
internal readonly record struct TrackerName(string Id) : IResourceName<TrackerName>
{
    public static string Collection => "trackers";

    public static TrackerName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}

/// <summary>What a partner says of its tracker.</summary>
/// <param name="DisplayName">For people.</param>
/// <param name="Subjects">What each device is, by what it calls itself.</param>
/// <param name="SpeedUnit">What <c>speed</c> is in.</param>
internal sealed record TrackerTerms(string DisplayName, IReadOnlyDictionary<string, string> Subjects, V1.Tracker.Types.SpeedUnit SpeedUnit);

/// <summary>A source of positions that cannot speak as partner systems do.</summary>
/// <param name="Name">The resource name.</param>
/// <param name="Owner">The partner, as whom the positions are reported.</param>
/// <param name="Terms">What it says.</param>
/// <param name="SecretHash">Tells the secret, and does not tell it to whoever reads the store.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="UpdateTime">When it was last changed.</param>
internal sealed record Tracker(TrackerName Name, ActingFor Owner, TrackerTerms Terms, string SecretHash, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    // More than anybody can try, so that one hash is enough.
    private const int SecretBytes = 32;

    public static string NewSecret() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public Tracker Change(TrackerTerms terms, DateTimeOffset now) => this with { Terms = terms, UpdateTime = now };

    /// <summary>What a device is; of a tracker with one alone it need not say its name.</summary>
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, <c>TRACKER_DEVICE_UNKNOWN</c>.</exception>
    public string SubjectOf(string device) => (device.Length, Terms.Subjects.Count) switch
    {
        (0, 1) => Terms.Subjects.Values.Single(),
        _ => Terms.Subjects.GetValueOrDefault(device) ?? throw new DomainException(Fault.NotFound, "TRACKER_DEVICE_UNKNOWN", $"{Name} has no device '{device}'."),
    };
}
