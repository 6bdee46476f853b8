using Grpc.Core;
using TaskForce.Client.Devices;

namespace TaskForce.Client;

/// <summary>
/// A device that was enrolled: what it shows at the gateway's door, renewed by itself long before it ends and kept across restarts. Thread safe.
/// </summary>
public sealed class EnrolledDevice
{
    // Two thirds of its life leave the last third for a network that is away; not all at once, for those that were enrolled together.
    private const double RenewAfter = 2.0 / 3;
    private const double Spread = 0.05;

    private readonly DeviceFile _file;
    private readonly TimeProvider _clock;
    private readonly double _share = RenewAfter + ((Random.Shared.NextDouble() * 2 - 1) * Spread);
    private volatile DeviceCredential _credential;

    private EnrolledDevice(DeviceFile file, Uri gateway, DeviceCredential credential, TimeProvider clock) =>
        (_file, Gateway, _credential, _clock) = (file, gateway, credential, clock);

    /// <summary>The device, <c>devices/{device}</c>.</summary>
    public string Name => _credential.Name;

    /// <summary>Whose it is, <c>members/{member}</c>.</summary>
    public string Member => _credential.Member;

    /// <summary>The door at which it was enrolled.</summary>
    public Uri Gateway { get; }

    /// <summary>What it shows now.</summary>
    public DeviceCredential Credential => _credential;

    /// <summary>When the certificate is renewed.</summary>
    public DateTimeOffset RenewTime => _credential.StartTime + ((_credential.ExpireTime - _credential.StartTime) * _share);

    /// <summary>Opens a device that was enrolled before.</summary>
    /// <exception cref="IOException">There is none, its file is damaged, or the passphrase is wrong.</exception>
    public static EnrolledDevice Open(DeviceFile file, TimeProvider? clock = null)
    {
        var (gateway, credential) = file.Read();
        return new(file, gateway, credential, clock ?? TimeProvider.System);
    }

    /// <summary>Makes a key and enrols it with a code. The device is not kept yet: see <see cref="Keep"/>.</summary>
    /// <param name="connection">A connection to the gateway's door with TLS, without an identity.</param>
    /// <param name="code">The code that somebody of the member's nation was given.</param>
    /// <param name="cancellation">Gives up the wait.</param>
    /// <exception cref="TaskForceException">The server does not answer, or refuses.</exception>
    public static async Task<DeviceCredential> EnrolAsync(TaskForceConnection connection, string code, CancellationToken cancellation = default)
    {
        using var key = new DeviceKey();
        try
        {
            var answer = await connection.Devices.EnrolDeviceAsync(new() { Code = code, SigningRequest = key.SigningRequest() }, cancellationToken: cancellation);
            return key.With(answer.CertificateChain);
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            throw TaskForceException.From(fault);
        }
    }

    /// <summary>Keeps a device that was enrolled, and opens it.</summary>
    public static EnrolledDevice Keep(DeviceFile file, Uri gateway, DeviceCredential credential, TimeProvider? clock = null)
    {
        file.Write(gateway, credential);
        return new(file, gateway, credential, clock ?? TimeProvider.System);
    }

    /// <summary>Renews the certificate whenever it is time to, until cancelled. A server that does not answer is asked again and again.</summary>
    /// <param name="connection">A connection as this device.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="TaskForceException">The server refuses: the device was revoked, or its certificate has ended.</exception>
    /// <exception cref="IOException">The new certificate cannot be kept.</exception>
    public async Task StayEnrolledAsync(TaskForceConnection connection, CancellationToken cancellation)
    {
        var backoff = new Backoff();
        while (true)
        {
            if (RenewTime - _clock.GetUtcNow() is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, _clock, cancellation);
            }

            try
            {
                await RenewAsync(connection, cancellation);
                backoff.Reset();
            }
            catch (TaskForceException fault) when (fault.IsTransient)
            {
                await Task.Delay(backoff.Next(), _clock, cancellation);
            }
        }
    }

    /// <summary>Renews the certificate now. From then on new calls show the new one.</summary>
    /// <exception cref="TaskForceException">The server does not answer, or refuses.</exception>
    /// <exception cref="IOException">The new certificate cannot be kept.</exception>
    public async Task RenewAsync(TaskForceConnection connection, CancellationToken cancellation = default)
    {
        using var key = new DeviceKey();
        try
        {
            var answer = await connection.Devices.RenewDeviceCertificateAsync(
                new() { Name = Name, SigningRequest = key.SigningRequest() }, cancellationToken: cancellation);
            var renewed = key.With(answer.CertificateChain);
            _file.Write(Gateway, renewed);
            _credential = renewed;
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            throw TaskForceException.From(fault);
        }
    }
}
