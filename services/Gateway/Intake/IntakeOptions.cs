using Microsoft.Extensions.Options;

namespace TaskForce.Gateway.Intake;

/// <summary>How much the doors take, and how slowly, of anybody. Section <c>Limits</c>; what one identity may ask is <c>RateLimits</c>.</summary>
internal sealed class IntakeOptions
{
    /// <summary>How long a request may take to arrive, but for a stream of messages, which may last.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request's headers may take to arrive.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>After how long a silence an HTTP/2 connection is asked whether it is still there: a device may say nothing for an hour on one stream.</summary>
    public TimeSpan PingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may take to say so.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of requests that are held at the same time until they are whole, of all callers together.</summary>
    public long HeldBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How fast a caller must take what there is for it, bytes per second, once it has been slower for <see cref="ResponseGrace"/>.</summary>
    public double ResponseBytesPerSecond { get; set; } = 240;

    /// <summary>How long a caller may be slower.</summary>
    public TimeSpan ResponseGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>HTTP/2 streams of one connection. A partner's or a test's thousand units share a few connections; each holds several streams.</summary>
    public int StreamsPerConnection { get; set; } = 10_000;

    /// <summary>Bytes of a request's headers.</summary>
    public int HeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Headers of a request.</summary>
    public int Headers { get; set; } = 100;
}

internal sealed class IntakeOptionsValidator : IValidateOptions<IntakeOptions>
{
    public ValidateOptionsResult Validate(string? name, IntakeOptions options)
    {
        var faults = new List<string>();
        Check(options.RequestTimeout > TimeSpan.Zero, "Limits:RequestTimeout must be more than nothing.");
        Check(options.HeadersTimeout >= TimeSpan.FromSeconds(1), "Limits:HeadersTimeout must be at least 1 second.");
        Check(options.PingDelay >= TimeSpan.FromSeconds(1), "Limits:PingDelay must be at least 1 second.");
        Check(options.PingTimeout >= TimeSpan.FromSeconds(1), "Limits:PingTimeout must be at least 1 second.");
        Check(options.HeldBytes >= Doors.DoorsModule.MaxBodyBytes, $"Limits:HeldBytes must have room for one request of {Doors.DoorsModule.MaxBodyBytes} bytes.");
        Check(options.ResponseBytesPerSecond > 0, "Limits:ResponseBytesPerSecond must be more than 0.");
        Check(options.ResponseGrace >= TimeSpan.FromSeconds(2), "Limits:ResponseGrace must be at least 2 seconds.");
        Check(options.StreamsPerConnection is >= 1 and <= 100_000, "Limits:StreamsPerConnection must be 1 to 100000.");
        Check(options.HeaderBytes is >= 4096 and <= 1024 * 1024, "Limits:HeaderBytes must be 4096 to 1048576.");
        Check(options.Headers is >= 20 and <= 1000, "Limits:Headers must be 20 to 1000.");
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;

        void Check(bool ok, string fault)
        {
            if (!ok)
            {
                faults.Add(fault);
            }
        }
    }
}
