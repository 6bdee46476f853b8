using System.Text.Json;
using TaskForce.Cli.Shells;

namespace TaskForce.Cli.Backups;

/// <summary>One service's part of a backup.</summary>
/// <param name="Service">The service, such as <c>tasking</c>.</param>
/// <param name="File">The file's name in the backup and in the data directory.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, in hexadecimal.</param>
/// <param name="Migration">The newest migration of its schema.</param>
/// <param name="Sequence">Where its log ends.</param>
internal sealed record BackupPart(string Service, string File, long Bytes, string Sha256, string Migration, long Sequence)
{
    /// <summary>What is wrong with the file in a backup; null if it is what was backed up.</summary>
    public string? FindFault(string directory)
    {
        var path = Path.Combine(directory, File);
        return !System.IO.File.Exists(path) ? $"{path} is missing" : new StoreFile(path).Hash() != Sha256 ? $"{path} is damaged: it is not what was backed up" : null;
    }
}

/// <summary>What a backup holds. It is written last: a directory without it is no backup.</summary>
/// <param name="Format">Of the backup.</param>
/// <param name="Time">When it was begun.</param>
/// <param name="Parts">In the order in which they were copied.</param>
internal sealed record Manifest(int Format, DateTimeOffset Time, IReadOnlyList<BackupPart> Parts)
{
    public const int CurrentFormat = 1;

    private const string Name = "manifest.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Whether a directory is a backup.</summary>
    public static bool IsThere(string directory) => File.Exists(Path.Combine(directory, Name));

    public void Write(string directory)
    {
        var path = Path.Combine(directory, Name);
        using (var file = new FileStream(path + ".part", FileMode.CreateNew))
        {
            JsonSerializer.Serialize(file, this, Options);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path);
    }

    /// <exception cref="RefusedException">There is none, or it cannot be read.</exception>
    public static Manifest Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        try
        {
            var manifest = JsonSerializer.Deserialize<Manifest>(File.ReadAllBytes(path), Options);
            return manifest is { Format: CurrentFormat, Parts.Count: > 0 }
                ? manifest
                : throw new RefusedException($"{path} is of another version of TaskForce. Nothing was changed.");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RefusedException($"{path} does not exist: {directory} is not a backup, or one that was not finished. Nothing was changed.");
        }
        catch (JsonException damaged)
        {
            throw new RefusedException($"{path} is damaged ({damaged.Message}). Nothing was changed; use another backup.");
        }
    }
}
