using System.Collections.Immutable;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Orders;

namespace TaskForce.Faults.Model;

/// <summary>How to do a step wrong, to show that it is found out.</summary>
[Flags]
internal enum Bug
{
    None = 0,

    /// <summary>The device shows an order whenever it comes.</summary>
    ShowsRepeats = 1,

    /// <summary>The device forgets a report once it is sent.</summary>
    ForgetsReports = 2,

    /// <summary>The server takes the last report for the truth.</summary>
    TakesLastRung = 4,

    /// <summary>The server gives the orders before the roster keeps the team.</summary>
    SendsUnheld = 8,

    /// <summary>The device's screen shows the newest first.</summary>
    NewestFirst = 16,
}

/// <summary>Every step that can be taken: by people, by the server, by the network, and by fate.</summary>
/// <param name="mostFlying">How many reports of a device the network may hold back, to deliver them late, again, or never.</param>
/// <param name="bug">What is done wrong.</param>
internal sealed class Protocol(int mostFlying, Bug bug = Bug.None)
{
    public IEnumerable<(string Name, World State)> Next(World world) =>
        Centres(world).Concat(Server(world)).Concat(Enumerable.Range(0, world.Devices.Length).SelectMany(i => OfDevice(world, i)));

    private IEnumerable<(string, World)> Centres(World world)
    {
        yield return ("the centre of DE turns its key", world with { Mission = Domain.Approve(world.Mission, "DE", "commander.de") });
        yield return ("the centre of MA turns its key", world with { Mission = Domain.Approve(world.Mission, "MA", "commander.ma") });
        yield return ("the commander of DE turns the key of MA", world with { Mission = Domain.Approve(world.Mission, "MA", "commander.de") });
        if (world.Mission.State == MissionState.Approved)
        {
            yield return ("the dispatcher sends: the roster is asked to keep the team", world with { IsHeld = world.IsHeld || (bug & Bug.SendsUnheld) == 0, IsSending = true });
        }

        var recalled = Domain.Recall(world.Mission);
        if (recalled.State != world.Mission.State)
        {
            var orders = recalled.DispatchTime is null ? [] : Give(world, OrderKind.Recall);
            yield return ("the dispatcher calls off", world with { Mission = recalled, Orders = [.. world.Orders, .. orders] });
        }
    }

    private static IEnumerable<(string, World)> Server(World world)
    {
        var sent = Domain.Dispatch(world.Mission);
        if (world.IsSending)
        {
            yield return ("the server gives the orders", sent.State == world.Mission.State
                ? world with { IsSending = false }
                : world with { Mission = sent, IsSending = false, Orders = [.. world.Orders, .. Give(world, OrderKind.Deploy)] });
        }

        if (world.Mission.EndTime is not null && world is { IsHeld: true, IsSending: false })
        {
            yield return ("the server has the team released", world with { IsHeld = false });
        }

        if (world.Crashes > 0)
        {
            yield return ("the server crashes", world with { IsSending = false, Crashes = world.Crashes - 1 });
        }
    }

    private IEnumerable<(string, World)> OfDevice(World world, int i)
    {
        var (device, who) = (world.Devices[i], $"device {i + 1}");
        return Receive(world, i, device).Concat(Show(world, i, device)).Concat(Decide(world, i, device)).Concat(Send(world, i, device))
            .Concat(device.Crashes == 0 ? [] : [($"{who} loses power", world.With(i, Restart(device) with { Crashes = device.Crashes - 1 }))]);
    }

    // The log in its order from the device's place on; what it has already may come again.
    private IEnumerable<(string, World)> Receive(World world, int i, Device device)
    {
        var mine = world.Orders.Select((order, number) => (order, number)).Where(o => o.order.Recipient == Domain.Recipients[i]).Select(o => o.number).ToList();
        foreach (var number in mine.Take(device.Known.Length + 1))
        {
            if (device.Known.All(known => known.Order != number))
            {
                yield return ($"device {i + 1} stores order {number}", world.With(i, device with
                {
                    Known = device.Known.Add(new(number, Rung.Stored, 0)),
                    Outbox = device.Outbox.Add(new(number, Rung.Stored)),
                    Screen = device.Screen.Add(number),
                }));
            }
            else if ((bug & Bug.ShowsRepeats) != 0 && device.Screen.IsEmpty)
            {
                yield return ($"device {i + 1} gets order {number} again", world.With(i, device with { Screen = device.Screen.Add(number) }));
            }
        }
    }

    private IEnumerable<(string, World)> Show(World world, int i, Device device)
    {
        if (!device.Screen.IsEmpty)
        {
            var at = (bug & Bug.NewestFirst) != 0 ? device.Screen.Length - 1 : 0;
            var known = device.Known.First(known => known.Order == device.Screen[at]);
            yield return ($"device {i + 1} shows order {known.Order}", world.With(i, Say(device, known with { Shown = known.Shown + 1 }, Rung.Displayed) with
            {
                Screen = device.Screen.RemoveAt(at),
            }));
        }
    }

    private static IEnumerable<(string, World)> Decide(World world, int i, Device device)
    {
        foreach (var known in device.Known.Where(known => known.Rung == Rung.Displayed && world.Orders[known.Order].Kind == OrderKind.Deploy))
        {
            yield return ($"device {i + 1} accepts order {known.Order}", world.With(i, Say(device, known, Rung.Accepted)));
            yield return ($"device {i + 1} declines order {known.Order}", world.With(i, Say(device, known, Rung.Declined)));
        }
    }

    // The oldest report goes out, again and again; the server may do as it says and the answer be lost.
    private IEnumerable<(string, World)> Send(World world, int i, Device device)
    {
        if (!device.Outbox.IsEmpty)
        {
            var report = device.Outbox[0];
            var kept = (bug & Bug.ForgetsReports) != 0 ? device.Outbox.RemoveAt(0) : device.Outbox;
            var flying = device.Flying.Remove(report).Add(report);
            yield return ($"device {i + 1} sends {report}", world.With(i, device with
            {
                Outbox = kept,
                Flying = flying.Length > mostFlying ? flying.RemoveAt(0) : flying,
            }));
            yield return ($"device {i + 1} sends {report} and hears the answer", Take(world, report).With(i, device with { Outbox = device.Outbox.RemoveAt(0) }));
        }

        foreach (var report in device.Flying)
        {
            yield return ($"the network delivers {report} of device {i + 1}", Take(world, report));
            yield return ($"the network loses {report} of device {i + 1}", world.With(i, device with { Flying = device.Flying.Remove(report) }));
        }
    }

    private World Take(World world, Report report)
    {
        var order = world.Orders[report.Order];
        var taken = (bug & Bug.TakesLastRung) != 0
            ? order with { Acknowledgements = [.. order.Acknowledgements.Where(known => known.Rung <= report.Rung)] }
            : order;
        return world with { Orders = world.Orders.SetItem(report.Order, Domain.Acknowledge(taken, report.Rung)) };
    }

    private static Device Say(Device device, Known known, Rung rung) => device with
    {
        Known = [.. device.Known.Select(other => other.Order == known.Order ? known with { Rung = (Rung)Math.Max((int)known.Rung, (int)rung) } : other)],
        Outbox = device.Outbox.Add(new(known.Order, rung)),
    };

    // After a start comes up again what was received and not shown.
    private static Device Restart(Device device) =>
        device with { Screen = [.. device.Known.Where(known => known.Rung < Rung.Displayed).Select(known => known.Order)] };

    private static IEnumerable<Order> Give(World world, OrderKind kind) =>
        Domain.Recipients.Take(world.Devices.Length).Select(recipient => Domain.Give(recipient, kind));
}
