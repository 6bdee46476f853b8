using System.Text;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Client.Field;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Client.Tests.Field;

public sealed class FieldStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-store-").FullName;

    private string File => Path.Combine(_directory, "device.jsonl");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Open_LastLineTornOff_KeepsWhatIsWholeAndGoesOn()
    {
        using (var store = new FieldStore(_directory))
        {
            Keep(store, 1, "a");
            Keep(store, 2, "b");
        }

        var bytes = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, bytes[..^20]);

        using (var store = new FieldStore(_directory))
        {
            Assert.Equal(["a"], Titles(store));
            Assert.Equal((1L, 1), (store.Cursor, store.Outbox.Count));
            Keep(store, 2, "b");
        }

        using var again = new FieldStore(_directory);
        Assert.Equal(["a", "b"], Titles(again));
    }

    // Wherever a power cut tears the file, an order is there with its report or not at all.
    [Fact]
    public void Open_TornAnywhere_NeverHoldsAnOrderWithoutItsReport()
    {
        using (var store = new FieldStore(_directory))
        {
            Keep(store, 1, "a");
            Keep(store, 2, "b");
        }

        var bytes = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length <= bytes.Length; length += 7)
        {
            System.IO.File.WriteAllBytes(File, bytes[..length]);
            using var store = new FieldStore(_directory);
            Assert.Equal(store.Orders.Count, store.Outbox.Count);
        }
    }

    [Fact]
    public void Open_DamagedLine_SaysSo()
    {
        using (var store = new FieldStore(_directory))
        {
            Keep(store, 1, "a");
        }

        System.IO.File.WriteAllText(File, "[{nonsense\n" + System.IO.File.ReadAllText(File));

        Assert.Throws<InvalidDataException>(() => new FieldStore(_directory));
    }

    [Fact]
    public void Open_LongFile_IsShortenedWithoutForgettingAnything()
    {
        using (var store = new FieldStore(_directory))
        {
            Keep(store, 1, "a");
            var accepted = store.Queue(new Tasking.V1.AcknowledgeOrderRequest { Name = NameOf("a"), Rung = Rung.Accepted });
            var underWay = store.Queue(new Tasking.V1.ReportProgressRequest { Name = NameOf("a"), Stage = Stage.EnRoute });
            store.Sent(accepted.Id);
            store.Sent(underWay.Id);
            // Only when it was need be known.
            store.Sent(store.Queue(new Tasking.V1.NeedHelpRequest { DeviceTime = Timestamp.FromDateTimeOffset(Noon), Text = new('x', 20_000) }).Id);
            Keep(store, 5, "b");
        }

        System.IO.File.AppendAllText(File, string.Concat(Enumerable.Repeat("[]" + new string(' ', 1000) + "\n", 1100)), Encoding.ASCII);
        using (new FieldStore(_directory))
        {
        }

        Assert.True(new FileInfo(File).Length < 10_000);
        using var again = new FieldStore(_directory);
        Assert.Equal([(Rung.Accepted, Stage.EnRoute), (Rung.Stored, Stage.Unspecified)], again.Orders.Select(order => (order.Rung, order.Stage)));
        Assert.Equal((5L, 2), (again.Cursor, again.Outbox.Count));
        Assert.Equal(TimeSpan.FromMinutes(2), again.SinceCall(Noon.AddMinutes(2)));
    }

    [Fact]
    public void Keep_KnownOrderAtALaterSequence_MovesTheCursorOnly()
    {
        using var store = new FieldStore(_directory);
        Keep(store, 1, "a");

        var again = store.Keep(Event(9, "a"), Stored);

        Assert.Empty(again);
        Assert.Equal((9L, 1), (store.Cursor, store.Orders.Count));
    }

    [Fact]
    public void Keep_OrderThatIsSuperseded_StoresItWithItsRecallAndBothReports()
    {
        using (var store = new FieldStore(_directory))
        {
            var change = Event(4, "a");
            (change.Type, change.Order.SupersededBy) = (Tasking.V1.OrderEvent.Types.Type.Superseded, NameOf("a-recall"));
            change.Recall = new() { Name = NameOf("a-recall"), Title = "back" };

            Assert.Equal(2, store.Keep(change, Stored).Count);
            Assert.Empty(store.Keep(change, Stored));
        }

        using var again = new FieldStore(_directory);
        Assert.Equal([("back", false), ("a", true)], again.Orders.Select(order => (order.Order.Title, order.IsSuperseded)));
        Assert.Equal((4L, 2), (again.Cursor, again.Outbox.Count));
    }

    [Fact]
    public void Keep_WhatBecameOfAnOrder_IsKnownAfterTheFileWasShortened()
    {
        using (var store = new FieldStore(_directory))
        {
            Keep(store, 1, "a");
            var decided = Event(2, "a");
            decided.Type = Tasking.V1.OrderEvent.Types.Type.Decided;
            decided.Order.Acknowledgements.Add(new Acknowledgement { Rung = Rung.Accepted, Device = "tablet" });
            Assert.Empty(store.Keep(decided, Stored));
        }

        System.IO.File.AppendAllText(File, string.Concat(Enumerable.Repeat("[]" + new string(' ', 1000) + "\n", 1100)), Encoding.ASCII);
        using (new FieldStore(_directory))
        {
        }

        using var again = new FieldStore(_directory);
        Assert.Equal(("tablet", 2L), (Assert.Single(again.Orders).Decision!.Device, again.Cursor));
    }

    private static void Keep(FieldStore store, long sequence, string title) =>
        Assert.Single(store.Keep(Event(sequence, title), Stored));

    private static Tasking.V1.OrderEvent Event(long sequence, string title) =>
        new() { Sequence = sequence, Type = Tasking.V1.OrderEvent.Types.Type.Issued, Order = new() { Name = NameOf(title), Title = title } };

    private static Tasking.V1.AcknowledgeOrderRequest Stored(string order) => new() { Name = order, Rung = Rung.Stored };

    private static string NameOf(string title) => $"missions/m/orders/{title}";

    private static IEnumerable<string> Titles(FieldStore store) => store.Orders.Select(order => order.Order.Title);
}
