using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace TaskForce.Partners.Sealing;

/// <summary>What secrets of webhooks are sealed with. <c>Webhooks:SecretKeys</c> has a file for each key's id, in which are 32 bytes in base64; <c>Webhooks:SecretKey</c> is the id of the one that seals.</summary>
internal sealed class SecretKeyOptions
{
    private const int KeyBytes = 32;

    /// <summary>The files, by the ids of their keys. All of them open.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The id of the key that seals; the last by its name unless set.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>The same, whether it was set or not.</summary>
    public string Current => SecretKey.Length > 0 ? SecretKey : Keys.Keys.Max(StringComparer.Ordinal) ?? "";

    /// <summary>The key of a file.</summary>
    /// <exception cref="FormatException">It holds something else.</exception>
    public static byte[] Read(string file) =>
        Convert.FromBase64String(File.ReadAllText(file).Trim()) is { Length: KeyBytes } key ? key : throw new FormatException($"must hold {KeyBytes} bytes");

    /// <summary>Makes a key in a file if there is none. For development alone: a real key does not lie beside the data.</summary>
    public static void Make(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var beside = $"{file}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(new FileStream(beside, options)))
        {
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        }

        // Whole or not at all, and never in place of one that is there.
        try
        {
            File.Move(beside, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(beside);
        }
    }
}

internal sealed class SecretKeyOptionsValidator : IValidateOptions<SecretKeyOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretKeyOptions options)
    {
        string[] faults =
        [
            .. options.Keys.Count > 0 ? Array.Empty<string>() : ["Webhooks:SecretKeys must name a key that the secrets of webhooks are sealed with: a file with 32 bytes in base64, such as 'openssl rand -base64 32' makes."],
            .. options.Keys.Keys.Where(id => !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')).Select(id => $"Webhooks:SecretKeys:{id} needs an id of letters, digits, hyphens, underscores and full stops."),
            .. options.Keys.Select(key => FaultOf(key.Key, key.Value)).OfType<string>(),
            .. options.Keys.Count == 0 || options.Keys.ContainsKey(options.Current) ? Array.Empty<string>() : [$"Webhooks:SecretKey is '{options.SecretKey}', which is not among Webhooks:SecretKeys."],
        ];
        return faults.Length > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static string? FaultOf(string id, string file)
    {
        try
        {
            SecretKeyOptions.Read(file);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            return $"Webhooks:SecretKeys:{id} must be a file with 32 bytes in base64; '{file}' is none.";
        }
    }
}
