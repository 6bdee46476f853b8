using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class ServiceLogTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Write_AfterAnEarlierRun_Appends()
    {
        using (var earlier = new ServiceLog(_directory["a.log"]))
        {
            earlier.Write("earlier");
        }

        using var log = new ServiceLog(_directory["a.log"]);
        log.Write("later");

        Assert.Equal(["earlier", "later"], ReadAll("a.log"));
    }

    [Fact]
    public void Write_FileIsFull_GoesOnInANewOneAndKeepsTheLast()
    {
        using var log = new ServiceLog(_directory["a.log"], maxBytes: 10);
        foreach (var line in new[] { "one.one.one", "two.two.two", "three" })
        {
            log.Write(line);
        }

        Assert.Equal(["three"], ReadAll("a.log"));
        Assert.Equal(["two.two.two"], ReadAll("a.log.1"));
        Assert.Equal(2, Directory.GetFiles(_directory.Path).Length);
    }

    // The log is still open for writing.
    private string[] ReadAll(string name)
    {
        using var file = new FileStream(_directory[name], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
