using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Tests.Storage;

public class LogOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => Assert.True(new LogOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void Validate_EverythingWrong_NamesEveryFault()
    {
        var faults = new LogOptionsValidator().Validate(null, new() { Retention = TimeSpan.FromMinutes(59), TrimBatch = 0 }).Failures;

        Assert.Equal(["Log:Retention must be 1 hour to 3653 days.", "Log:TrimBatch must be 1 to 10000."], faults);
    }
}
