using System.Collections.Immutable;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;

namespace TaskForce.Faults.Model;

/// <summary>A report of a device: the rung of an order.</summary>
internal readonly record struct Report(int Order, Rung Rung);

/// <summary>An order on a device.</summary>
/// <param name="Order">Its place in the server's log.</param>
/// <param name="Rung">The rung that the device has noted.</param>
/// <param name="Shown">How often it came up on the screen.</param>
internal readonly record struct Known(int Order, Rung Rung, int Shown);

/// <summary>A device. All of it is on its disk, but for what it is about to show.</summary>
/// <param name="Known">The orders, as they came.</param>
/// <param name="Outbox">The reports that the server has not answered for, oldest first.</param>
/// <param name="Flying">What the network may still deliver, once more, late and in any order.</param>
/// <param name="Screen">What waits to be shown; lost with the power.</param>
/// <param name="Crashes">How often it will lose power.</param>
internal sealed record Device(
    ImmutableArray<Known> Known, ImmutableArray<Report> Outbox, ImmutableArray<Report> Flying, ImmutableArray<int> Screen, int Crashes)
{
    public string Key => string.Join(';', Known.Select(k => $"{k.Order}.{(int)k.Rung}.{k.Shown}")) + '|' + Text(Outbox) + '|' + Text(Flying) + '|' + string.Join(',', Screen) + '|' + Crashes;

    private static string Text(IEnumerable<Report> reports) => string.Join(',', reports.Select(r => $"{r.Order}.{(int)r.Rung}"));
}

/// <summary>Everything there is: two centres, the server, the roster's word, and the devices.</summary>
/// <param name="Mission">On the server's disk.</param>
/// <param name="Orders">On the server's disk, in the order of its log.</param>
/// <param name="IsHeld">Whether the roster keeps the team; it is asked before the orders are given.</param>
/// <param name="IsSending">Whether the server is between the two; lost with a crash.</param>
/// <param name="Devices">One for each recipient.</param>
/// <param name="Crashes">How often the server will crash.</param>
internal sealed record World(Mission Mission, ImmutableArray<Order> Orders, bool IsHeld, bool IsSending, ImmutableArray<Device> Devices, int Crashes)
{
    public string Key =>
        $"{Domain.KeyOf(Mission)}/{string.Join(' ', Orders.Select(Domain.KeyOf))}/{IsHeld}{IsSending}{Crashes}/{string.Join('/', Devices.Select(device => device.Key))}";

    /// <param name="devices">How many devices there are; recipients without one do not count.</param>
    /// <param name="crashes">How often the server may crash, and each device.</param>
    public static World First(int devices, int crashes) => new(
        Domain.Planned(), [], false, false, [.. Enumerable.Repeat(new Device([], [], [], [], crashes), devices)], crashes);

    public World With(int device, Device next) => this with { Devices = Devices.SetItem(device, next) };
}
