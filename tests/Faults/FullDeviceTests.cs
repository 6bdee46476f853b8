using TaskForce.Client.Field;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Faults;

/// <summary>A device whose disk is full must not say that it has stored an order.</summary>
public sealed class FullDeviceTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-device-");

    public void Dispose() => _data.Delete(recursive: true);

    /// <summary>The system's own full disk: every write to it is refused as one to a disk without room.</summary>
    [Fact]
    public void Open_DiskIsFull_IsRefused()
    {
        File.CreateSymbolicLink(Path.Combine(_data.FullName, "device.jsonl"), "/dev/full");

        Assert.Throws<IOException>(() => new FieldStore(_data.FullName));
    }

    /// <summary>On a disk that fills up: the order is not kept, there is no report of it, and nothing that was kept is torn.</summary>
    [Fact]
    public void Keep_DiskFillsUp_KeepsNothingSaysNothingAndGoesOnWhenThereIsRoom()
    {
        using var disk = new SmallDisk(Path.Combine(_data.FullName, "disk"), megabytes: 1);
        var kept = new List<string>();
        using (var store = new FieldStore(disk.Path))
        {
            Fill(store, disk, kept);
            Assert.Equal(kept, store.Orders.Select(order => order.Order.Name));
            Assert.Equal(kept.Count, store.Outbox.Count);
        }

        using var again = new FieldStore(disk.Path);
        Assert.Equal(kept, again.Orders.Select(order => order.Order.Name));
        Assert.Equal(kept.Count, again.Outbox.Count);
    }

    // With a small file system in memory the disk is really full; without the right to mount one, nothing fills it and everything is kept.
    private static void Fill(FieldStore store, SmallDisk disk, List<string> kept)
    {
        for (var i = 0; i < 300; i++)
        {
            var order = new Tasking.V1.Order { Name = $"missions/m/orders/{i}", Instructions = new string('x', 4000) };
            try
            {
                Assert.Single(store.Keep(
                    new() { Sequence = i + 1, Type = Tasking.V1.OrderEvent.Types.Type.Issued, Order = order },
                    name => new Tasking.V1.AcknowledgeOrderRequest { Name = name, Rung = Rung.Stored }));
                kept.Add(order.Name);
            }
            catch (IOException)
            {
                Assert.Equal("STORE_FULL", disk.Reason);
            }
        }

        Assert.True(disk.Reason != "STORE_FULL" || kept.Count < 300);
    }
}
