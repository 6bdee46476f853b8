using Google.Protobuf;
using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;

namespace TaskForce.Cli.Teams;

/// <summary>Remembers the proposals that were last seen for a hotspot, so that the team that is sent is the team that was chosen.</summary>
internal sealed class ProposalStore(UserDirectories directories)
{
    public void Keep(string hotspot, ProposeTeamsResponse seen)
    {
        var path = PathOf(hotspot);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonFormatter.Default.Format(seen));
    }

    /// <summary>What was last seen, or null.</summary>
    public ProposeTeamsResponse? Find(string hotspot) =>
        File.Exists(PathOf(hotspot)) ? ProposeTeamsResponse.Parser.ParseJson(File.ReadAllText(PathOf(hotspot))) : null;

    private string PathOf(string hotspot) => Path.Combine(directories.State, "proposals", Uri.EscapeDataString(ResourceText.Id(hotspot)) + ".json");
}
