using Grpc.Core;
using TaskForce.Tasking.V1;

namespace TaskForce.Client;

/// <summary>The unit's part in operations with a common start.</summary>
public sealed partial class FieldUnit
{
    /// <summary>The instruction that holds for each operation that the unit takes part in, and what became of it on this device.</summary>
    public IReadOnlyList<FieldHHour> HHours => _store.HHours;

    /// <summary>What the device knows of the server's time; null while it has not measured it, which it does while there is an H to wait for.</summary>
    public ClockReading? ServerClock => _hHours.Clock.Read();

    /// <summary>
    /// What the recipient must see of common starts, as it happens: each new instruction, the release at H, and why there was none. The device
    /// decides by itself, on its measured clock, whether or not the server can be reached. Each notice comes once to one reader.
    /// </summary>
    public IAsyncEnumerable<HHourNotice> ReceiveHHoursAsync(CancellationToken cancellation = default) => _hHours.ReadAsync(cancellation);

    /// <summary>Reports that an instruction was displayed, or that the recipient has confirmed it.</summary>
    /// <returns>The instruction as the server has it now. Giving up the wait does not take the report back.</returns>
    public Task<HHourOrder> AcknowledgeHHourAsync(HHourOrder order, HHourOrder.Types.Rung rung) => SendAsync<HHourOrder>(_hHours.Acknowledgement(order, rung));

    /// <summary>Says how ready the team is; for its leader and deputy. It is said now or not at all: what was true an hour ago helps nobody.</summary>
    /// <exception cref="TaskForceException">The server does not answer, or refuses.</exception>
    public async Task<Operation> SetReadinessAsync(
        string operation, string mission, Operation.Types.Readiness readiness, string reason = "", CancellationToken cancellation = default)
    {
        try
        {
            return await _connection.Operations.SetReadinessAsync(
                new() { Name = operation, Mission = mission, Readiness = readiness, Reason = reason }, cancellationToken: cancellation);
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            throw TaskForceException.From(fault);
        }
    }

    private async Task KeepHHoursAsync()
    {
        try
        {
            await _hHours.RunAsync(_stop.Token);
        }
        catch (IOException full)
        {
            _orders.Writer.TryComplete(full);
        }
    }
}
