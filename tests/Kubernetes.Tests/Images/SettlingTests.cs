using System.Formats.Tar;
using System.Text;
using TaskForce.Archives;

namespace TaskForce.Kubernetes.Tests.Images;

/// <summary>What is taken out of a layer, and what stays in it.</summary>
public sealed class SettlingTests
{
    private static readonly DateTimeOffset Commit = new(2026, 11, 28, 13, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private readonly Settling _settling = new(Commit);

    [Fact]
    public void Layer_OfTheSameFilesAtAnotherTimeInAnotherOrderOfAnotherOwner_IsTheSame()
    {
        var one = Layer(Noon, owner: 1654, ("app/b.dll", "b"), ("app/a.dll", "a"));
        var other = Layer(Noon.AddSeconds(1), owner: 0, ("app/a.dll", "a"), ("app/b.dll", "b"));

        Assert.NotEqual(one, other);
        Assert.Equal(_settling.SettleLayer(one), _settling.SettleLayer(other));
    }

    [Theory]
    [InlineData("app/a.dll", "another")]
    [InlineData("app/another.dll", "a")]
    public void Layer_OfAnotherFile_IsAnother(string name, string content)
    {
        Assert.NotEqual(_settling.SettleLayer(Layer(Noon, 0, ("app/a.dll", "a"))), _settling.SettleLayer(Layer(Noon, 0, (name, content))));
    }

    [Fact]
    public void Layer_Settled_HasItsFilesOfTheTimeOfTheCommitAndOfRoot()
    {
        var longName = $"app/{new string('d', 90)}/{new string('f', 90)}.js";
        var settled = Read(_settling.SettleLayer(Layer(Noon, 1654, (longName, "page"), ("app/a.dll", "a"))));

        Assert.Equal(["app/a.dll", longName], settled.Select(entry => entry.Name));
        Assert.Equal(["a", "page"], settled.Select(entry => new StreamReader(entry.DataStream!).ReadToEnd()));
        Assert.All(settled, entry => Assert.Equal((Commit, 0, UnixFileMode.UserRead | UnixFileMode.UserExecute), (entry.ModificationTime, entry.Uid, entry.Mode)));
    }

    private static byte[] Layer(DateTimeOffset time, int owner, params (string Name, string Content)[] files)
    {
        using var layer = new MemoryStream();
        using (var writer = new TarWriter(layer, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)),
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserExecute,
                    ModificationTime = time,
                    Uid = owner,
                });
            }
        }

        return layer.ToArray();
    }

    private static List<TarEntry> Read(byte[] layer)
    {
        using var reader = new TarReader(new MemoryStream(layer));
        var entries = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            entries.Add(entry);
        }

        return entries;
    }
}
