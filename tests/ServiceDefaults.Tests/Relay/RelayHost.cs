using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TaskForce.ServiceDefaults.Relay;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Tests.Storage;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using TaskForce.Testing.Sidecars;

namespace TaskForce.ServiceDefaults.Tests.Relay;

/// <summary>A service with a log of notes beside a sidecar. Its clock is the system's, since it talks to one.</summary>
internal static class RelayHost
{
    public const string Topic = "taskforce.notes";

    private static readonly (string, string)[] Feeds = [("notes", "taskforce.tasking.v1.HotspotService.WatchHotspots")];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly (string, string) Riddles = ("riddles", "taskforce.tasking.v1.HotspotService.WatchHotspots");

    public static Task<NotesHost> StartAsync(TestStore store, TestSidecar sidecar, params (string Key, string Value)[] settings) => StartAsync(store, sidecar, Feeds, settings, null);

    public static Task<NotesHost> StartAsync(TestStore store, TestSidecar sidecar, ILoggerProvider log) => StartAsync(store, sidecar, Feeds, [], log);

    /// <summary>The same service, which has a feed more.</summary>
    public static Task<NotesHost> StartNewerAsync(TestStore store, TestSidecar sidecar) => StartAsync(store, sidecar, [.. Feeds, Riddles], [], null);

    private static Task<NotesHost> StartAsync(
        TestStore store, TestSidecar sidecar, (string, string)[] feeds, (string Key, string Value)[] settings, ILoggerProvider? log) => NotesHost.StartAsync(store, log, also: builder =>
    {
        builder.Configuration.AddInMemoryCollection(sidecar.Settings);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton(TimeProvider.System);
        // After the journal, as in the services, so that it is stopped first.
    }, then: builder => builder.AddRelay<NotesDb>("notes", feeds));

    /// <summary>Writes events of ten resources in turn, many in a change.</summary>
    public static async Task WriteAsync(NotesHost host, int count, string prefix = "n", DateTimeOffset? time = null)
    {
        var when = (time ?? TimeProvider.System.GetUtcNow()).ToTimestamp();
        foreach (var part in Enumerable.Range(0, count).Chunk(500))
        {
            await host.Journal.ChangeAsync(db =>
            {
                foreach (var i in part)
                {
                    var name = $"notes/{prefix}-{i % 10}";
                    db.Append("notes", name, new HotspotEvent { Time = when, Type = HotspotEvent.Types.Type.Updated, Hotspot = new() { Name = name } });
                }

                return Task.FromResult(0);
            }, Cancellation);
        }
    }

    /// <summary>Writes one row of the log.</summary>
    public static Task<int> WriteAsync(NotesHost host, string topic, byte[] payload) => host.Journal.ChangeAsync(async db =>
    {
        db.Events.Add(new EventRow { Topic = topic, Resource = $"{topic}/one", Time = TimeProvider.System.GetUtcNow().UtcTicks, Payload = payload });
        return await db.SaveChangesAsync();
    }, Cancellation);

    public static Task<List<string>> WrittenAsync(NotesHost host) => host.Journal.ReadAsync(
        async db => (await db.Events.OrderBy(row => row.Sequence).Select(row => row.Sequence).ToListAsync(Cancellation)).ConvertAll(sequence => $"notes-{sequence}"), Cancellation);

    public static Task<List<ParkedRow>> ParkedAsync(NotesHost host) => host.Journal.ReadAsync(db => db.Set<ParkedRow>().ToListAsync(Cancellation), Cancellation);

    /// <summary>Waits for what comes sooner or later.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>What a reader has taken that passes over what it knows.</summary>
    public static List<string> Taken(TestSidecar sidecar) => sidecar.TakenFrom(Topic).ConvertAll(each => each.Id);
}
