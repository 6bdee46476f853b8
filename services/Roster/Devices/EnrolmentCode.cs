using System.Security.Cryptography;

namespace TaskForce.Roster.Devices;

/// <summary>
/// What enrols a device once: the device's id and a secret, short enough to be read aloud, such as <c>kxq7m2vnpd-4f7h-9k2m-x3rb</c>.
/// </summary>
internal sealed record EnrolmentCode(DeviceName Device, string Secret)
{
    // As in resource names: none of it is misread over the radio. Twelve of them are 57 bits.
    private const string Alphabet = "23456789bcdfghjkmnpqrstvwxz";
    private const int Groups = 3;
    private const int GroupLength = 4;

    public static EnrolmentCode New(DeviceName device) =>
        new(device, string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLength))));

    /// <summary>Reads what somebody typed; null if it cannot be a code.</summary>
    public static EnrolmentCode? TryParse(string text)
    {
        var code = text.Trim().Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return code.IndexOf('-', StringComparison.Ordinal) is > 0 and var end && ResourceName.TryParse<DeviceName>($"{DeviceName.Collection}/{code[..end]}") is { } device
            ? new(device, code[(end + 1)..])
            : null;
    }

    public override string ToString() => $"{Device.Id}-{Secret}";
}

/// <summary>An open invitation: what is kept of a code.</summary>
/// <param name="Salt">Makes equal secrets differ.</param>
/// <param name="Hash">Of the secret with the salt.</param>
/// <param name="Until">When it ends.</param>
/// <param name="WrongTries">How often a wrong secret was given.</param>
internal sealed record Invitation(byte[] Salt, byte[] Hash, DateTimeOffset Until, int WrongTries)
{
    // A secret of 57 random bits that lasts for minutes needs no more; who guesses is stopped by the count of tries.
    private const int Rounds = 10_000;

    public static Invitation For(EnrolmentCode code, DateTimeOffset until)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        return new(salt, Digest(code.Secret, salt), until, 0);
    }

    public bool IsFor(EnrolmentCode code) => CryptographicOperations.FixedTimeEquals(Digest(code.Secret, Salt), Hash);

    private static byte[] Digest(string secret, byte[] salt) => Rfc2898DeriveBytes.Pbkdf2(secret, salt, Rounds, HashAlgorithmName.SHA256, 32);
}
