using TaskForce.ServiceDefaults.Relay;

namespace TaskForce.ServiceDefaults.Tests.Relay;

public sealed class RelayOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreGood() => Assert.True(new RelayOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void Validate_EverythingWrong_NamesEach()
    {
        var options = new RelayOptions
        {
            Component = "",
            Batch = 0,
            MaxConcurrent = 0,
            Timeout = TimeSpan.Zero,
            FirstRetry = TimeSpan.Zero,
            MaxRefusals = 0,
            ParkAfter = TimeSpan.FromSeconds(-1),
            MaxParkedInRow = 0,
            Lease = TimeSpan.FromSeconds(-1),
        };

        Assert.Equal(9, new RelayOptionsValidator().Validate(null, options).Failures!.Count());
    }

    [Fact]
    public void Validate_LeaseThatLeavesNoTimeForAnAttempt_IsRefused() =>
        Assert.True(new RelayOptionsValidator().Validate(null, new() { Timeout = TimeSpan.FromSeconds(16) }).Failed);
}
