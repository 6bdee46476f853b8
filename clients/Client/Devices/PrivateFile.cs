namespace TaskForce.Client.Devices;

/// <summary>Files that their owner alone may read.</summary>
internal static class PrivateFile
{
    /// <summary>How such a file is opened to be written.</summary>
    public static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    /// <summary>
    /// Writes a file beside and moves it into place: nobody reads half of it, and after a power cut the one before is there. It is on disk when this returns.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes what is in it.</param>
    /// <param name="overwrite">Whether it takes the place of one that is there; otherwise that one stays.</param>
    public static void Write(string path, Action<FileStream> write, bool overwrite = true)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var beside = $"{path}.{Environment.ProcessId}";
        using (var file = new FileStream(beside, Options(FileMode.Create)))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(beside, path, overwrite);
        }
        catch (IOException) when (!overwrite && File.Exists(path))
        {
            File.Delete(beside);
        }
    }
}
