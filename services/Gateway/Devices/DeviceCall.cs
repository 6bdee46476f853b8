using Google.Rpc;
using TaskForce.Gateway.Refusals;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace TaskForce.Gateway.Devices;

/// <summary>Why a client certificate makes nobody of a caller: for those calls that need somebody.</summary>
internal sealed record DeviceFault(Refusal Refusal);

/// <summary>A device's call that is open: it ends when the device is revoked, and when its certificate does.</summary>
internal sealed class DeviceCall : IDisposable
{
    // What a timer can wait; a certificate that lasts longer outlives every call.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly DeviceConnection _connection;
    private readonly CancellationTokenSource _expiry;
    private readonly CancellationTokenSource _over;

    public DeviceCall(DeviceConnection connection, TimeProvider clock)
    {
        var left = connection.Until - clock.GetUtcNow();
        _connection = connection;
        _expiry = new(TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, Longest.Ticks)), clock);
        _over = CancellationTokenSource.CreateLinkedTokenSource(connection.Revoked, _expiry.Token);
    }

    /// <summary>Cancelled when the device may not go on.</summary>
    public CancellationToken Over => _over.Token;

    /// <summary>Why it may not go on; null while it may.</summary>
    public Refusal? WhyOver => _connection.Revoked.IsCancellationRequested ? Revoked : _expiry.IsCancellationRequested ? Expired : null;

    /// <summary>What a revoked device is told.</summary>
    public static Refusal Revoked { get; } = new(Code.Unauthenticated, "DEVICE_REVOKED", "This device was revoked.");

    /// <summary>Why a device whose certificate was valid is not let in any more.</summary>
    public static Refusal Expired { get; } =
        new(Code.Unauthenticated, "DEVICE_CERTIFICATE_EXPIRED", "The device's certificate has expired; if it was not renewed, the device must be enrolled again.");

    /// <summary>Tells the services which device is calling.</summary>
    public static void AddToken(TransformBuilderContext transforms) => transforms.AddRequestTransform(request =>
    {
        if (request.HttpContext.Features.Get<DeviceCall>() is { } call)
        {
            request.ProxyRequest.Headers.Authorization = new("Bearer", call._connection.Token);
        }

        return ValueTask.CompletedTask;
    });

    public void Dispose()
    {
        _over.Dispose();
        _expiry.Dispose();
    }
}
