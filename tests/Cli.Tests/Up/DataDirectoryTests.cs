using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_DoesNotExist_IsMadeWithItsLogs()
    {
        using var data = DataDirectory.Open(_directory["new/data"]);

        Assert.True(Directory.Exists(data.Logs));
    }

    [Fact]
    public void Open_HeldByAnother_IsRefusedUntilThatOneIsGone()
    {
        var first = DataDirectory.Open(_directory.Path);
        var refusal = Assert.Throws<UpException>(() => DataDirectory.Open(_directory.Path));
        Assert.Contains("in use by another", refusal.Message, StringComparison.Ordinal);

        first.Dispose();

        DataDirectory.Open(_directory.Path).Dispose();
    }

    [Fact]
    public void Open_FileOfADeadRunner_IsNoObstacle()
    {
        File.WriteAllText(_directory["taskforce.lock"], "");

        DataDirectory.Open(_directory.Path).Dispose();
    }

    [Fact]
    public void Open_NotADirectory_IsRefusedOnOneLineWithAWayOut()
    {
        File.WriteAllText(_directory["file"], "");

        var refusal = Assert.Throws<UpException>(() => DataDirectory.Open(_directory["file"]));

        Assert.Contains(_directory["file"], refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
