using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>A PostgreSQL server that dies under load, with two processes of a service at work: it comes back, or its standby takes over.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private const int Writers = 8;

    private static readonly Caller Dispatcher = new("dispatcher.de", "DE", [Type.V1.Role.Dispatcher], "");

    // A bound, so that a writer that never gets an answer fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(4));
    private readonly CancellationTokenSource _enough = new();
    private PostgresNode? _primary;
    private PostgresNode? _standby;

    public async ValueTask InitializeAsync() => _primary = await PostgresNode.CreateAsync(_limit.Token);

    public async ValueTask DisposeAsync()
    {
        await (_primary?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_standby?.DisposeAsync() ?? ValueTask.CompletedTask);
        _limit.Dispose();
        _enough.Dispose();
    }

    [Fact]
    public Task Server_KilledAndStartedAgainUnderLoad_EveryAnswerHoldsOnceAndEveryWatchIsWhole() => CheckAsync(async () =>
    {
        await _primary!.KillAsync();
        await _primary.StartAsync(_limit.Token);
    });

    [Fact]
    public async Task Server_FailsOverToItsStandbyUnderLoad_EveryAnswerHoldsOnceAndEveryWatchIsWhole()
    {
        _standby = await _primary!.FollowAsync(_limit.Token);

        await CheckAsync(async () =>
        {
            await _primary.KillAsync();
            await _standby.PromoteAsync();
        });
    }

    private async Task CheckAsync(Func<Task> fail)
    {
        using var store = new ClusterTestStore(_primary!, _standby);
        await using var one = await NotesHost.StartAsync(store);
        await using var two = await NotesHost.StartAsync(store);
        NotesHost[] hosts = [one, two];
        var (written, written2) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answers = new List<Hotspot>();
        var writing = Enumerable.Range(0, Writers).Select(i => WriteAsync(hosts[i % 2], answers, written, written2)).ToList();

        await written.Task.WaitAsync(_limit.Token);
        await fail();
        await written2.Task.WaitAsync(_limit.Token);
        await _enough.CancelAsync();
        await Task.WhenAll(writing);

        var names = await one.Journal.ReadAsync(db => db.Notes.OrderBy(note => note.Ordinal).Select(note => note.Name).ToListAsync(), _limit.Token);
        Assert.Equal(answers.Select(note => note.Name).Order(), names.Order());
        var seen = await Task.WhenAll(hosts.Select(host => SeeAsync(host, names.Count)));
        Assert.All(seen, rows => Assert.Equal(names.Order(), rows.Select(row => row.Resource).Order()));
        Assert.All(seen, rows => Assert.Equal(seen[0].Select(row => row.Sequence), rows.Select(row => row.Sequence)));
        Assert.Equal(seen[0].Select(row => row.Sequence).Order(), seen[0].Select(row => row.Sequence));
    }

    // Each request is asked until it is answered, with one id: done once, whatever was lost on the way.
    private async Task WriteAsync(NotesHost host, List<Hotspot> answers, TaskCompletionSource before, TaskCompletionSource after)
    {
        while (!_enough.IsCancellationRequested)
        {
            var answer = await AnswerAsync(host, JournalTests.Request("note"));
            lock (answers)
            {
                answers.Add(answer);
                _ = answers.Count > 30 && before.TrySetResult();
                _ = answers.Count > 500 && after.TrySetResult();
            }
        }
    }

    private async Task<Hotspot> AnswerAsync(NotesHost host, CreateHotspotRequest request)
    {
        while (true)
        {
            try
            {
                return await host.Journal.ChangeAsync(request, Dispatcher, db => JournalTests.AddNote(db, request), _limit.Token);
            }
            catch (DomainException away) when (away.Fault == Fault.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, _limit.Token);
            }
        }
    }

    // A watch that breaks off goes on from the last sequence, as every watcher does.
    private async Task<List<EventRow>> SeeAsync(NotesHost host, int count)
    {
        var seen = new List<EventRow>();
        while (seen.Count < count)
        {
            try
            {
                await foreach (var (_, row) in host.Watch.ReadAsync("notes", seen is [.., var last] ? last.Sequence : 0, _limit.Token))
                {
                    seen.AddRange(row is null ? [] : [row]);
                    if (seen.Count == count)
                    {
                        break;
                    }
                }
            }
            catch (DomainException away) when (away.Fault == Fault.Unavailable)
            {
                // A connection of before the server died.
            }
        }

        return seen;
    }
}
