using Grpc.Core;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Identity;
using TaskForce.TakBridge.Connections;
using TaskForce.Tasking.V1;

namespace TaskForce.TakBridge.Help;

/// <summary>Passes calls for help on. One that was heard is tried until it is taken, whether or not the client is still there.</summary>
internal sealed partial class HelpDesk(FieldService.FieldServiceClient field, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<HelpDesk> log)
{
    // Of a device; whoever is heard at all is heard by the first.
    private const int MostWaiting = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Count, Task Last)> _waiting = new(StringComparer.Ordinal);

    /// <summary>Passes a call on. Returns at once.</summary>
    public void Call(DeviceIdentity device, NeedHelpRequest request)
    {
        lock (_gate)
        {
            var (count, last) = _waiting.GetValueOrDefault(device.Device, (0, Task.CompletedTask));
            if (count >= MostWaiting)
            {
                LogRefused(device.Device, $"{MostWaiting} wait already");
                return;
            }

            _waiting[device.Device] = (count + 1, CallAfterAsync(last, device, request));
        }
    }

    // In the order in which they were made: that help is not needed any more comes after that it is.
    private async Task CallAfterAsync(Task last, DeviceIdentity device, NeedHelpRequest request)
    {
        await last.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        await CallAsync(device, request, lifetime.ApplicationStopping);
        lock (_gate)
        {
            var (count, newest) = _waiting[device.Device];
            _waiting[device.Device] = (count - 1, newest);
            if (count == 1)
            {
                _waiting.Remove(device.Device);
            }
        }
    }

    private async Task CallAsync(DeviceIdentity device, NeedHelpRequest request, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await field.NeedHelpAsync(request, device.ToMetadata(), cancellationToken: cancellation);
                return;
            }
            catch (Exception away) when (!cancellation.IsCancellationRequested
                && (away is HttpRequestException or DomainException or OperationCanceledException || (away is RpcException refusal && refusal.IsPassing())))
            {
                LogWaiting(device.Device, away.Message);
            }
            catch (RpcException refusal) when (!cancellation.IsCancellationRequested)
            {
                LogRefused(device.Device, refusal.Status.Detail);
                return;
            }
            catch (Exception stopping) when (stopping is RpcException or OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Error, "A call for help of {Device} is not taken yet ({Cause}); trying again")]
    private partial void LogWaiting(string device, string cause);

    [LoggerMessage(LogLevel.Critical, "A call for help of {Device} was refused: {Cause}")]
    private partial void LogRefused(string device, string cause);
}
