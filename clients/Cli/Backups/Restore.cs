using System.Globalization;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Backups;

/// <summary>
/// Puts files in the place of others without deleting any. It notes that it is under way: cut off in the middle it can be done again, and
/// until then nobody starts on half of the data.
/// </summary>
internal sealed class Restore(string data, DateTimeOffset now)
{
    private const string Note = "restore.unfinished";

    /// <summary>Copies the parts, then exchanges them; where the files of before are, or null if there were none.</summary>
    public string? Run(string from, Manifest manifest)
    {
        foreach (var part in manifest.Parts)
        {
            Prepare(from, part);
        }

        var before = Path.Combine(data, $".before-restore-{now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        var note = Path.Combine(data, Note);
        File.WriteAllText(note, $"A restore from {from} is under way.\n");
        foreach (var part in manifest.Parts)
        {
            Exchange(part.File, before);
        }

        File.Delete(note);
        return Directory.Exists(before) ? before : null;
    }

    /// <exception cref="UpException">A restore into this directory was cut off.</exception>
    public static void MustBeFinished(string data)
    {
        if (File.Exists(Path.Combine(data, Note)))
        {
            throw new UpException($"A restore into {data} was cut off in the middle; run taskforce admin restore again.");
        }
    }

    private void Prepare(string from, BackupPart part)
    {
        var path = New(part.File);
        File.Copy(Path.Combine(from, part.File), path, overwrite: true);
        var copy = new StoreFile(path);
        copy.MustBeWhole();
        RestoredLog.Begin(path, now);
        copy.Sync();
    }

    // The log beside an old file belongs to that file alone.
    private void Exchange(string file, string before)
    {
        foreach (var old in new[] { file, $"{file}-wal", $"{file}-shm" }.Where(name => File.Exists(Path.Combine(data, name))))
        {
            Directory.CreateDirectory(before);
            File.Move(Path.Combine(data, old), Path.Combine(before, old));
        }

        File.Move(New(file), Path.Combine(data, file));
    }

    private string New(string file) => Path.Combine(data, $"{file}.restoring");
}
