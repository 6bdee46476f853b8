using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace TaskForce.Client.Tests.Field;

/// <summary>A unit that hears that the network is back.</summary>
public sealed class NetworkTests : IAsyncLifetime
{
    // After so many failures the wait is between five and ten seconds.
    private const int Failures = 8;

    private readonly FakeServer _server = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-unit-").FullName;

    public async ValueTask InitializeAsync() => await _server.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task TryNow_WhileItWaitsForItsNextTry_TriesAtOnce()
    {
        _server.Orders = _ => throw new RpcException(new Status(StatusCode.Unavailable, "lost"));
        await using var unit = FieldUnit.Start(_server.Connect(), new() { Member = "members/de-falke-07", Directory = _directory, Clock = _clock });
        for (var tries = 0; tries < Failures; tries++)
        {
            await AskedAsync(TimeSpan.FromSeconds(1), () => { });
        }

        // Each millisecond again: it counts once a second, and the first may come before the wait has begun.
        var waited = await AskedAsync(TimeSpan.FromMilliseconds(1), unit.TryNow);

        Assert.InRange(waited.TotalSeconds, 0, 4.9);
    }

    // How much time the unit's clock took until it asked again.
    private async Task<TimeSpan> AskedAsync(TimeSpan step, Action meanwhile)
    {
        var begun = _clock.GetUtcNow();
        while (!_server.Asked.Reader.TryRead(out _))
        {
            meanwhile();
            _clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return _clock.GetUtcNow() - begun;
    }
}
