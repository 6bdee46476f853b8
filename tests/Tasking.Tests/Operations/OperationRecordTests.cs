using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;
using TaskForce.Testing;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;
using Kind = TaskForce.Tasking.V1.OperationRecord.Types.Entry.Types.Kind;
using Rung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Tests.Operations;

public class OperationRecordTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Record_FromOrderToH_NamesWhoHadItAndIsClosedInTheLog()
    {
        using var store = new SqliteTestStore();
        await using var setting = OperationSetting.On(store);
        var (operation, record) = await SealedAsync(setting);

        Assert.Equal((true, 0), (record.Sealed, record.BrokenEntry));
        Assert.Equal(8, record.Entries.Count(entry => entry.Kind == Kind.Issued));
        Assert.Equal(["members/de-one", "members/ma-one", "members/de-two", "members/ma-two"], record.Entries.Where(entry => entry.Kind == Kind.Stored).Select(entry => entry.Member));
        Assert.Equal(record.Entries[^1].Digest, (await setting.UntilAsync(operation.Name, EventType.Sealed)).Operation.RecordDigest);
        Assert.Contains("holds", record.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_PartlyWithheld_SaysWhatWasNotCheckedAndStillNamesWhatWasChanged()
    {
        using var store = new SqliteTestStore();
        await using var setting = OperationSetting.On(store);
        setting.App.Peers.Rules.WithdrawAll();
        var (operation, _) = await SealedAsync(setting);

        var seen = (await setting.App.Operations("dispatcher.ma").GetOperationRecordAsync(new() { Name = $"{operation.Name}/record" })).Verified();
        var withheld = seen.Entries.Count(entry => entry.WithheldFields.Count > 0);
        var (broken, verdict) = (seen.BrokenEntry, seen.Verdict);
        seen.Entries.First(entry => entry.Nation == "MA").Member = "members/ma-other";

        Assert.Equal(seen.Entries.Count(entry => entry.Nation == "DE"), withheld);
        Assert.Equal(0, broken);
        Assert.EndsWith($" {withheld} of them were not checked: parts of them are withheld.", verdict, StringComparison.Ordinal);
        Assert.NotEqual(0, seen.Verified().BrokenEntry);
    }

    [Fact]
    public async Task Record_WordThatComesAfterH_IsNotInIt()
    {
        using var store = new SqliteTestStore();
        await using var setting = OperationSetting.On(store);
        var (operation, before) = await SealedAsync(setting);

        await setting.ReachAsync("de-one", operation, Rung.Acknowledged);

        Assert.Equal(before, await setting.App.Operations().GetOperationRecordAsync(new() { Name = $"{operation.Name}/record" }));
    }

    [Fact]
    public async Task Record_OneByteChangedInTheStore_NamesTheEntry()
    {
        using var store = new SqliteTestStore();
        await using var setting = OperationSetting.On(store);
        var (operation, record) = await SealedAsync(setting);
        var touched = record.Entries.First(entry => entry.Kind == Kind.Stored).Number;

        await setting.App.Services.GetRequiredService<Journal<TaskingDb>>().ChangeAsync(async db =>
        {
            var row = await db.RecordEntries.SingleAsync(entry => entry.Number == touched);
            var name = System.Text.Encoding.UTF8.GetBytes("members/de-one");
            var bytes = (byte[])row.Content.Clone();
            // de-one becomes de-onf: one byte.
            bytes[bytes.AsSpan().IndexOf(name) + name.Length - 1]++;
            await db.RecordEntries.Where(entry => entry.Number == touched).ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Content, bytes));
            return true;
        }, Cancellation);

        var broken = await setting.App.Operations().GetOperationRecordAsync(new() { Name = $"{operation.Name}/record" });
        Assert.Equal(touched, broken.BrokenEntry);
        Assert.Contains($"Entry {touched}", broken.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_ServiceDownAtH_IsClosedAtItsNextStart()
    {
        var directory = Directory.CreateTempSubdirectory("taskforce-record-").FullName;
        var clock = new FakeTimeProvider(OperationSetting.Noon);
        string name;
        await using (var before = OperationSetting.In(directory, clock))
        {
            name = (await before.GoingAsync(before.H, "one", "two")).Name;
        }

        clock.Advance(TimeSpan.FromMinutes(30));
        await using (var after = OperationSetting.In(directory, clock))
        {
            Assert.NotNull((await after.UntilAsync(name, EventType.Sealed)).Operation.SealTime);
            Assert.Equal(V1.Operation.Types.State.Go, (await after.GetAsync(name)).State);
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Any change of any entry of any chain is found, at that entry; entries that were cut off are missed.</summary>
    [Fact]
    public void Verified_AnyEntryTouched_IsFoundThere() =>
        Gen.Select(Gen.Int[2, 12], Gen.Int[0, 1_000], Gen.Int[0, 5]).Sample((count, where, what) =>
        {
            var record = Chain(count);
            Assert.Equal(0, record.Verified().BrokenEntry);
            var entry = record.Entries[where % count];

            switch (what)
            {
                case 0: entry.Member += "x"; break;
                case 1: entry.ServerTime.Nanos++; break;
                case 2: entry.Revision++; break;
                case 3: entry.DeviceTime = entry.DeviceTime is null ? new() : null; break;
                case 4: entry.Device = entry.Member; break;
                default: record.Entries.RemoveAt(record.Entries.Count - 1); break;
            }

            Assert.Equal(what < 5 ? entry.Number : count, record.Verified().BrokenEntry);
        });

    private static V1.OperationRecord Chain(int count)
    {
        var record = new V1.OperationRecord { Sealed = true };
        for (var i = 1; i <= count; i++)
        {
            var entry = new V1.OperationRecord.Types.Entry
            {
                Number = i,
                Kind = i == count ? Kind.Sealed : Kind.Stored,
                Member = $"members/{i}",
                Device = "3:abc,",
                HHour = new() { Seconds = 1_900_000_000 },
                ServerTime = new() { Seconds = i, Nanos = 5 },
            };
            entry.Digest = entry.DigestAfter(record.Entries.Count == 0 ? ByteString.Empty : record.Entries[^1].Digest);
            record.Entries.Add(entry);
        }

        record.SealedDigest = record.Entries[^1].Digest;
        return record;
    }

    private static async Task<(V1.Operation Operation, V1.OperationRecord Record)> SealedAsync(OperationSetting setting)
    {
        var operation = await setting.GoingAsync(setting.H, "one", "two");
        setting.Clock.Advance(TimeSpan.FromMinutes(3) + TimeSpan.FromSeconds(2));
        await setting.UntilAsync(operation.Name, EventType.Sealed);
        return (operation, await setting.App.Operations().GetOperationRecordAsync(new() { Name = $"{operation.Name}/record" }));
    }
}
