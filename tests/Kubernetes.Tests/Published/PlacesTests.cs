using System.Text;

namespace TaskForce.Kubernetes.Tests.Published;

/// <summary>What is published tells nothing of the machine that it was made on, and is therefore the same of another's.</summary>
public sealed class PlacesTests
{
    private static readonly string[] Folders = ["services/", "clients/", "protos/", "artifacts/"];

    public static TheoryData<string> Services => ["Gateway", "Tasking", "Roster", "Geolocation", "Partners", "TakBridge"];

    [Theory]
    [MemberData(nameof(Services))]
    public void Files_OfAService_NameNoPlaceOfThisMachine(string service)
    {
        // Not the root alone, which may be as short as words that other people's programs hold.
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string[] places = [.. Folders.Select(folder => $"{Repository.Root}/{folder}"), .. home.Length > 0 ? new[] { $"{home}/.nuget/" } : []];
        var needles = places.SelectMany(place => new[] { Encoding.UTF8.GetBytes(place), Encoding.Unicode.GetBytes(place) }).ToList();
        var files = Directory.GetFiles(Repository.Path("artifacts", "publish", service, "release"), "*", SearchOption.AllDirectories);

        Assert.NotEmpty(files);
        Assert.DoesNotContain(files, file => needles.Exists(needle => File.ReadAllBytes(file).AsSpan().IndexOf(needle) >= 0));
    }
}
