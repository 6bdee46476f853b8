using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>
/// A list read page by page while everything changes, then the watch from the first page's sequence, gives the state that there is;
/// also when the log is trimmed meanwhile, which may send the reader back to the start but never leaves it with something else.
/// </summary>
public abstract class SnapshotTests(TestStore store) : IDisposable
{
    private const int PageSize = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task PagesThenWatch_WhateverChangesMeanwhile_GiveTheStateThatIs()
    {
        await using var host = await NotesHost.StartAsync(store);
        await LogKeeperTests.WriteAsync(host, 12, days: 0);

        await Gen.Int[0, 99].Array[40].SampleAsync(async dice =>
        {
            var steps = new Queue<int>(dice);
            Dictionary<string, string> state;
            while ((state = await TryAsync(host, steps)) is null)
            {
            }

            Assert.Equal(await TruthAsync(host), state);
        }, iter: 8, threads: 1);
    }

    // Null if the log was trimmed beyond the first page's sequence: the reader begins anew.
    private static async Task<Dictionary<string, string>> TryAsync(NotesHost host, Queue<int> steps)
    {
        var (state, token, first) = (new Dictionary<string, string>(), "", (long?)null);
        do
        {
            var (page, end) = await host.Journal.ReadAsync(async db => (
                await db.Notes.ToPageAsync<NoteRow, Note>(PageSize, token, null, newestFirst: false, Cancellation), await db.EndOfLogAsync(Cancellation)), Cancellation);
            first ??= end;
            page.Rows.ToList().ForEach(row => state[row.Name] = row.Value.Text);
            token = page.NextPageToken;
            for (var i = 0; i < 4 && steps.TryDequeue(out var step); i++)
            {
                await StepAsync(host, step);
            }
        }
        while (token.Length > 0);

        return await WatchAsync(host, first.Value, state) ? state : null!;
    }

    private static async Task<bool> WatchAsync(NotesHost host, long after, Dictionary<string, string> state)
    {
        var end = await host.Journal.ReadAsync(db => db.EndOfLogAsync(Cancellation), Cancellation);
        using var seen = new Received { Until = change => change.Sequence >= end };
        if (after == end)
        {
            return true;
        }

        try
        {
            await host.Watch.SendAsync<HotspotEvent>("notes", after, _ => true, seen, seen.Enough);
        }
        catch (OperationCanceledException)
        {
            // It has seen all there is.
        }
        catch (DomainException gone) when (gone.Reason == "LOG_TRUNCATED")
        {
            return false;
        }

        foreach (var change in seen.Events)
        {
            _ = change.Type == HotspotEvent.Types.Type.Deleted ? state.Remove(change.Hotspot.Name) : (state[change.Hotspot.Name] = change.Hotspot.Description) is null;
        }

        return true;
    }

    // Adds, changes, deletes or trims; half of the events are old enough to be trimmed.
    private static Task<int> StepAsync(NotesHost host, int dice) => dice % 10 == 0
        ? host.Keeper.TrimAsync(Cancellation)
        : host.Journal.ChangeAsync(async db =>
        {
            var notes = await db.Notes.OrderBy(note => note.Ordinal).ToListAsync();
            var row = dice % 3 == 0 || notes.Count == 0 ? new NoteRow() : notes[dice % notes.Count];
            row.Set(row.Ordinal == 0 ? new(ResourceName.New<NoteName>(), $"added {dice}") : row.Value with { Text = $"changed {dice} {row.Version}" });
            var isDeleted = row.Ordinal > 0 && dice % 3 == 1 && notes.Count > 6;
            _ = row.Ordinal == 0 ? db.Notes.Add(row) : isDeleted ? db.Notes.Remove(row) : null;
            db.Append("notes", row.Name, new HotspotEvent
            {
                Type = isDeleted ? HotspotEvent.Types.Type.Deleted : HotspotEvent.Types.Type.Updated,
                Time = (host.Clock.GetUtcNow() - TimeSpan.FromDays(dice % 2 == 0 ? 40 : 0)).ToTimestamp(),
                Hotspot = new() { Name = row.Name, Description = row.Value.Text },
            });
            return 0;
        }, Cancellation);

    private static Task<Dictionary<string, string>> TruthAsync(NotesHost host) => host.Journal.ReadAsync(
        async db => (await db.Notes.ToListAsync()).ToDictionary(note => note.Name, note => note.Value.Text), Cancellation);
}

public sealed class SnapshotOnSqliteTests() : SnapshotTests(new SqliteTestStore());

public sealed class SnapshotOnPostgresTests() : SnapshotTests(new PostgresTestStore());
