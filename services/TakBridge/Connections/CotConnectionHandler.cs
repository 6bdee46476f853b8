using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using TaskForce.ServiceDefaults.Devices;

namespace TaskForce.TakBridge.Connections;

/// <summary>Finds out who connects, and lets it in or not.</summary>
internal sealed partial class CotConnectionHandler(
    DeviceDoor door, ConnectionBook book, IServiceScopeFactory scopes, TakMetrics metrics, IHostApplicationLifetime lifetime, ILogger<CotConnectionHandler> log) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var device = "somebody";
        var reason = "left";
        try
        {
            var admitted = await door.AdmitAsync(connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate, connection.ConnectionClosed);
            device = admitted.Device.Device;
            using var ends = new SessionLimits(admitted, connection.ConnectionClosed, lifetime.ApplicationStopping);
            book.Enter(device, ends.Superseded);
            try
            {
                LogConnected(device);
                await RunAsync(admitted.Device, connection, ends);
            }
            finally
            {
                book.Leave(device, ends.Superseded);
            }
        }
        catch (SessionEnd end)
        {
            reason = end.Reason;
            LogEnded(device, end.Message);
            connection.Abort(new ConnectionAbortedException(end.Message));
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or ConnectionResetException or ConnectionAbortedException)
        {
            // The client went, or the service stops.
        }

        metrics.Ended(reason);
    }

    private async Task RunAsync(DeviceIdentity device, ConnectionContext connection, SessionLimits ends)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TakClient>().Device = device;
        try
        {
            await scope.ServiceProvider.GetRequiredService<Session>().RunAsync(connection.Transport, ends.Over);
        }
        catch (OperationCanceledException) when (ends.WhyOver is { } why)
        {
            throw why;
        }
    }

    [LoggerMessage(LogLevel.Information, "A TAK client connected as {Device}")]
    private partial void LogConnected(string device);

    [LoggerMessage(LogLevel.Warning, "The TAK client {Device} is disconnected: {Reason}")]
    private partial void LogEnded(string device, string reason);
}
