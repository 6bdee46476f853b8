using TaskForce.Client;
using TaskForce.Faults.Histories;
using TaskForce.Tasking.V1;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Faults.Load;

/// <summary>
/// A member with a device that runs the real client. It can be dropped without a goodbye: what goes on is a copy of its files as they were
/// at that moment, as after a power cut.
/// </summary>
internal sealed class Unit(ITaskForce stack, History history, string member, string directory) : IAsyncDisposable
{
    private readonly TaskForceConnection _connection = stack.Connect($"field:{member[(member.IndexOf('/', StringComparison.Ordinal) + 1)..]}");
    private readonly List<Task> _reports = [];
    private CancellationTokenSource _stop = new();
    private FieldUnit? _unit;
    private Task _work = Task.CompletedTask;
    private int _lives;

    public string Member => member;

    public int Unsent => _unit?.Unsent ?? 0;

    public IReadOnlyList<FieldOrder> Orders => _unit?.Orders ?? [];

    private string Life => Path.Combine(directory, $"life-{_lives}");

    public void Start()
    {
        _stop = new();
        _unit = FieldUnit.Start(_connection, new() { Member = member, Directory = Life });
        _work = WorkAsync(_unit, _stop.Token);
    }

    /// <summary>Drops the device and picks up what is left of it.</summary>
    public async Task DropAsync()
    {
        // Between two orders: to show one and to note that it was shown is one step of a real screen too.
        await _stop.CancelAsync();
        await _work;
        var left = Life;
        _lives++;
        Directory.CreateDirectory(Life);
        File.Copy(Path.Combine(left, "device.jsonl"), Path.Combine(Life, "device.jsonl"));
        await _unit!.DisposeAsync();
        _stop.Dispose();
        Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        if (_unit is not null)
        {
            await _unit.DisposeAsync();
        }

        await Task.WhenAll(_reports).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _connection.Dispose();
    }

    private async Task WorkAsync(FieldUnit unit, CancellationToken stop)
    {
        try
        {
            await foreach (var order in unit.ReceiveAsync(stop))
            {
                history.Shows.Enqueue(new(member, order));
                Say(unit.AcknowledgeAsync(order.Name, Rung.Displayed));
                if (order.Kind == Kind.Deploy)
                {
                    Work(unit, order);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It is dropped.
        }
    }

    // One in ten declines; a leader who accepted completes the mission, if nobody called it off before.
    private void Work(FieldUnit unit, Order order)
    {
        if (string.GetHashCode(order.Name, StringComparison.Ordinal) % 10 == 0)
        {
            Say(unit.AcknowledgeAsync(order.Name, Rung.Declined, "No fuel."));
            return;
        }

        Say(unit.AcknowledgeAsync(order.Name, Rung.Accepted));
        Say(unit.ReportProgressAsync(order.Name, Stage.EnRoute));
        Say(unit.ReportProgressAsync(order.Name, Stage.OnScene));
        if (order.Role == "LEADER")
        {
            Say(unit.CompleteAsync(order.Name[..order.Name.IndexOf("/orders/", StringComparison.Ordinal)], new() { Text = "Done." }));
        }
    }

    // What the server refuses, because the mission is over, is refused; what it does not answer stays on disk.
    private void Say(Task report) => _reports.Add(report);
}
