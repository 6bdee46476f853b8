namespace TaskForce.Page;

/// <summary>The page's files as <c>make build</c> leaves them and the gateway sends them.</summary>
internal static class PageFiles
{
    /// <summary>All scripts of the page together, the map's worker among them, packed as a browser gets them.</summary>
    public static double ScriptBytes()
    {
        var page = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "publish", "Gateway", "release", "wwwroot", "assets"));
        return Directory.EnumerateFiles(page, "*js.br").Sum(file => (double)new FileInfo(file).Length);
    }
}
