using Microsoft.Extensions.Hosting;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Lifetime;

/// <summary>What becomes of streams when a process is taken out of rotation.</summary>
public sealed class RotationTests : IDisposable
{
    private readonly SqliteTestStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Leave_WithAStreamOpen_EndsItOnlyWhenItIsToMove()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var rotation = host.Get<Rotation>();
        var stream = rotation.Moving;

        rotation.Leave();
        Assert.Equal((false, false), (rotation.IsIn, stream.IsCancellationRequested));

        rotation.Move();
        Assert.True(stream.IsCancellationRequested);
        Assert.True(rotation.Moving.IsCancellationRequested);
    }

    [Fact]
    public async Task Return_AfterAMove_LetsNewStreamsStay()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var rotation = host.Get<Rotation>();
        var old = rotation.Moving;
        rotation.Move();

        rotation.Return();

        Assert.Equal((true, false, true), (rotation.IsIn, rotation.Moving.IsCancellationRequested, old.IsCancellationRequested));
    }

    [Fact]
    public async Task Return_OfAProcessThatStops_IsTooLate()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var rotation = host.Get<Rotation>();
        host.Get<IHostApplicationLifetime>().StopApplication();

        rotation.Return();

        Assert.Equal((false, true), (rotation.IsIn, rotation.Moving.IsCancellationRequested));
    }

    [Fact]
    public async Task Watch_WhenItIsToMove_EndsAsUnavailable()
    {
        await using var host = await NotesHost.StartAsync(_store);
        var rotation = host.Get<Rotation>();
        using var received = new Received();
        var watching = host.Watch.SendAsync<HotspotEvent>("notes", 0, _ => true, received, Cancellation);

        rotation.Move();

        var end = await Assert.ThrowsAsync<DomainException>(() => watching);
        Assert.Equal((Fault.Unavailable, "STOPPING"), (end.Fault, end.Reason));
    }
}
