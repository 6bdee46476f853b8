using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

/// <summary>Two doors that answer, and say that they are ready when the test wants them to.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _asked = new();

    private FakeGateway()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, door => door.Protocols = HttpProtocols.Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, door => door.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.MapGet("/readyz", () =>
        {
            _asked.TrySetResult();
            return IsReady ? Results.Ok() : Results.Text("roster", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }

    public volatile bool IsReady = true;

    /// <summary>Ends when somebody has asked whether it is ready.</summary>
    public Task Asked => _asked.Task;

    public Doors Doors => new(new(_app.Urls.First()), new(_app.Urls.Last()));

    public static async Task<FakeGateway> StartAsync()
    {
        var gateway = new FakeGateway();
        await gateway._app.StartAsync();
        return gateway;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
