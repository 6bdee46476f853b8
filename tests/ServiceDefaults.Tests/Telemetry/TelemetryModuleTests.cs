using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Telemetry;

namespace TaskForce.ServiceDefaults.Tests.Telemetry;

public class TelemetryModuleTests
{
    /// <summary>Whatever is logged while a request is handled would have its path: a tracker's secret, a member's name.</summary>
    [Fact]
    public async Task Logs_HaveNoPaths()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddTelemetry();
        await using var app = builder.Build();

        var hosting = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics");

        // Its scope is only made if it may log at all.
        Assert.False(hosting.IsEnabled(LogLevel.Critical));
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("fd00::2")]
    [InlineData("[fd00::2]")]
    public async Task Settings_ThatCannotBe_AreNamedTogether(string host)
    {
        var builder = WebApplication.CreateSlimBuilder();
        (builder.Configuration["Telemetry:MetricsPort"], builder.Configuration["Telemetry:MetricsHost"]) = ("-1", host);
        builder.AddTelemetry();
        await using var app = builder.Build();

        var faults = Assert.Throws<OptionsValidationException>(() => app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value).Failures;

        Assert.Equal(2, faults.Count());
    }
}
