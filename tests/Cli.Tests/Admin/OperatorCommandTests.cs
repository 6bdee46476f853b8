using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TaskForce.Cli.Admin;
using TaskForce.Cli.Tests.Gateway;
using TaskForce.Testing;

namespace TaskForce.Cli.Tests.Admin;

/// <summary>The operator's commands, against a process that only has the operator's door.</summary>
public sealed class OperatorCommandTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();
    private readonly int _port = Ports.Take(1).Single();
    private readonly List<string> _asked = [];
    private readonly Queue<int> _open = new([2, 1, 0]);
    private WebApplication _process = null!;
    private string _state = "OK";

    private string Door => $"http://127.0.0.1:{_port}";

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port, door => door.Protocols = HttpProtocols.Http2));
        _process = builder.Build();
        _process.Run(AnswerAsync);
        await _process.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Health_EverythingWorks_IsATableAndExitsWithZero()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("admin", "health", "--at", Door);

        Assert.Equal(0, run.Code);
        Assert.Contains("took a change", run.Out, StringComparison.Ordinal);
        Assert.Contains("clock/here", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_SomethingFails_SaysWhatToDoAndExitsWithOne()
    {
        _state = "FAIL";
        using var cli = new Cli(_gateway, width: 160);

        var run = await cli.RunAsync("admin", "health", "--at", Door);

        Assert.Equal(1, run.Code);
        Assert.Contains("took a change: free space on it", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_OneProcessIsSilent_IsSaidBesideTheOthers()
    {
        using var cli = new Cli(_gateway, width: 160);

        var run = await cli.RunAsync("admin", "health", "--at", Door, "--at", $"http://127.0.0.1:{Ports.Take(1).Single()}", "-o", "json");

        using var reports = JsonDocument.Parse(run.Out);
        Assert.Equal(1, run.Code);
        Assert.Equal(["OK", "FAIL"], reports.RootElement.EnumerateArray().Select(report => report.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Health_NothingWasStarted_SaysSo()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("admin", "health", "--data", cli.Home);

        Assert.Equal(1, run.Code);
        Assert.Contains("No TaskForce was started", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, "OK")]
    [InlineData(5, "WARN")]
    [InlineData(-3, "WARN")]
    public void Compare_ClockThatShowsAnotherTime_IsAWarningOnceItIsSure(double ahead, string state)
    {
        var now = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(state, HealthCommand.Compare(now, now.AddSeconds(ahead), now.AddSeconds(0.1)).State);
    }

    [Fact]
    public async Task Drain_CallsAreOpen_LeavesThenMovesThenWaitsUntilNoneIs()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("admin", "drain", "--at", Door, "--settle", "0");

        Assert.Equal(0, run.Code);
        Assert.Equal(["POST /rotation/leave", "POST /rotation/move", "GET /health"], _asked);
        Assert.Contains("can be stopped", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_CallsStayOpen_ExitsWithOneAndLeavesItOut()
    {
        using var cli = new Cli(_gateway);

        var run = await cli.RunAsync("admin", "drain", "--at", Door, "--settle", "0", "--patience", "0");

        Assert.Equal(1, run.Code);
        Assert.Contains("still open", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("POST /rotation/return", _asked);
    }

    [Fact]
    public async Task Drain_Undone_Returns()
    {
        using var cli = new Cli(_gateway);

        Assert.Equal(0, (await cli.RunAsync("admin", "drain", "--at", Door, "--undo")).Code);

        Assert.Equal(["POST /rotation/return"], _asked);
    }

    [Fact]
    public async Task Parked_RepublishOfSeveral_ExitsWithOneIfOneStays()
    {
        using var cli = new Cli(_gateway);

        var list = await cli.RunAsync("admin", "parked", "list", "--at", Door);
        var run = await cli.RunAsync("admin", "parked", "republish", "1", "2", "--at", Door);

        Assert.Contains("tasking-42", list.Out, StringComparison.Ordinal);
        Assert.Equal(1, run.Code);
        Assert.Contains("1: published", run.Out, StringComparison.Ordinal);
        Assert.Contains("2: the broker says Internal", run.Out, StringComparison.Ordinal);
    }

    private Task AnswerAsync(HttpContext context)
    {
        _asked.Add($"{context.Request.Method} {context.Request.Path}");
        return context.Request.Path.Value switch
        {
            "/parked" => context.Response.WriteAsJsonAsync(new[] { new ParkedEvent(1, "taskforce.tasking", "tasking-42", "Internal", TimeProvider.System.GetUtcNow()) }),
            "/parked/1" => context.Response.WriteAsJsonAsync(new RepublishedEvent("PUBLISHED")),
            "/parked/2" => context.Response.WriteAsJsonAsync(new RepublishedEvent("Internal")),
            _ => context.Response.WriteAsJsonAsync(new OperatorReport(
                "tasking", TimeProvider.System.GetUtcNow(), _state, "IN", _open.TryDequeue(out var open) ? open : 0, [new("store", _state, "took a change", _state == "OK" ? "" : "free space on it")])),
        };
    }
}
