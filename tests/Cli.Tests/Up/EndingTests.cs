using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class EndingTests
{
    [Theory]
    [InlineData(3, null, "ended with exit code 3")]
    [InlineData(0, "fail: why", "ended with exit code 0: fail: why")]
    [InlineData(137, null, "was ended by SIGKILL")]
    [InlineData(134, "Unhandled exception.", "was ended by SIGABRT: Unhandled exception.")]
    [InlineData(162, null, "was ended by signal 34")]
    public void Describe_ExitCode_NamesItOrItsSignalAndTheReason(int exitCode, string? lastError, string expected) =>
        Assert.Equal(expected, Ending.Describe(exitCode, lastError));
}
