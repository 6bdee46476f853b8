using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using TaskForce.ServiceDefaults.Lifetime;

namespace TaskForce.TakBridge.Connections;

/// <summary>Finds out who connects, and lets it in or not.</summary>
internal sealed partial class CotConnectionHandler(DeviceDoor door, ConnectionBook book, OpenCalls open, IServiceScopeFactory scopes, ILogger<CotConnectionHandler> log) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var (device, reason) = ("somebody", "left");
        using var counted = open.Enter();
        try
        {
            var admitted = await door.AdmitAsync(connection.Features.Get<ITlsConnectionFeature>(), connection.ConnectionClosed);
            device = admitted.Device.Device;
            using var limits = book.Enter(admitted, connection.ConnectionClosed);
            LogConnected(device);
            await RunAsync(connection, limits);
        }
        catch (SessionEnd end)
        {
            reason = end.Reason;
            LogEnded(device, end.Message);
            connection.Abort(new ConnectionAbortedException(end.Message));
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client went, or the service stops.
        }

        book.NoteEnd(reason);
    }

    private async Task RunAsync(ConnectionContext connection, SessionLimits limits)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TakClient>().Device = limits.Device;
        try
        {
            await scope.ServiceProvider.GetRequiredService<Session>().RunAsync(connection.Transport, limits.Over);
        }
        catch (OperationCanceledException) when (limits.WhyOver is not null)
        {
            // Told below.
        }

        if (limits.WhyOver is { } why)
        {
            throw why;
        }
    }

    [LoggerMessage(LogLevel.Information, "A TAK client connected as {Device}")]
    private partial void LogConnected(string device);

    [LoggerMessage(LogLevel.Warning, "The TAK client {Device} is disconnected: {Reason}")]
    private partial void LogEnded(string device, string reason);
}
