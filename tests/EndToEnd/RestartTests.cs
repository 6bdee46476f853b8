using System.Diagnostics;
using Grpc.Core;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.EndToEnd;

/// <summary>What is left after an end, whether it was asked for or not.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Up_SecondStart_FindsTheDataOfTheFirst()
    {
        Hotspot reported;
        await using (var first = await LocalTaskForce.StartAsync(_data.FullName))
        {
            reported = await ReportAsync(first);
            Assert.Equal(0, await first.StopAsync());
        }

        await using var second = await LocalTaskForce.StartAsync(_data.FullName);
        using var desk = second.Connect("dispatcher.ma");

        Assert.Equal(reported, await desk.Hotspots.GetHotspotAsync(new() { Name = reported.Name }, cancellationToken: Cancellation));
        var members = await desk.Members.ListMembersAsync(new() { PageSize = 1000 }, cancellationToken: Cancellation);
        Assert.Equal(members.Members.Count, members.Members.Select(member => member.Name).Distinct().Count());
        Assert.True(members.Members.Count >= 200);
    }

    [Fact]
    public async Task Service_KilledWhileAWatchIsOpen_ComesBackWithAllItAnswered()
    {
        await using var running = await LocalTaskForce.StartAsync(_data.FullName);
        var before = await ReportAsync(running);
        using var desk = running.Connect("dispatcher.de");
        using var watch = desk.Hotspots.WatchHotspots(new(), cancellationToken: Cancellation);
        await watch.ResponseStream.MoveNext(Cancellation);

        Process.GetProcessById(running.ProcessOf("Tasking")).Kill();

        var broken = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.ReadAllAsync(Cancellation).LastAsync(Cancellation).AsTask());
        Assert.Equal(StatusCode.Unavailable, broken.StatusCode);
        Assert.Equal(before, await EventuallyAsync(() => desk.Hotspots.GetHotspotAsync(new() { Name = before.Name }, cancellationToken: Cancellation)));
        Assert.Contains("tasking was ended by SIGKILL", running.Said, StringComparison.Ordinal);
    }

    // The client's own retries end before a killed process is back.
    private static async Task<T> EventuallyAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException away) when (away.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation);
            }
        }
    }

    private static async Task<Hotspot> ReportAsync(LocalTaskForce running)
    {
        using var desk = running.Connect("dispatcher.de");
        return await desk.Hotspots.CreateHotspotAsync(new()
        {
            Hotspot = new()
            {
                Kind = Hotspot.Types.Kind.Smuggling,
                Severity = Hotspot.Types.Severity.Low,
                HostNation = "DE",
                Place = new() { Location = new() { Latitude = 50, Longitude = 8 } },
            },
        }, cancellationToken: Cancellation);
    }
}
