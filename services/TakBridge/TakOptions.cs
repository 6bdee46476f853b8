using TaskForce.ServiceDefaults.Devices;

namespace TaskForce.TakBridge;

/// <summary>Where TAK clients come in, and how much they may. Section <c>Tak</c>.</summary>
internal sealed class TakOptions
{
    /// <summary>The door with TLS. Off without an address.</summary>
    public TakTlsOptions Tls { get; set; } = new();

    /// <summary>The door without, for trying out. Off without an address.</summary>
    public TakPlainOptions Plain { get; set; } = new();

    /// <summary>What each connection may.</summary>
    public TakLimits Limits { get; set; } = new();

    /// <summary>What clients are shown.</summary>
    public TakPictureOptions Picture { get; set; } = new();
}

/// <summary>A door with TLS 1.2 or newer, for devices by their certificates. Section <c>Tak:Tls</c>.</summary>
internal sealed class TakTlsOptions
{
    /// <summary>The address and the port, such as <c>0.0.0.0:8089</c>. Empty means no such door.</summary>
    public string Address { get; set; } = "";

    /// <summary>The file of the certificate (PEM), followed by the intermediate ones. A change holds from the next connection on.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>The file of its private key (PEM).</summary>
    public string Key { get; set; } = "";
}

/// <summary>A door without TLS, only in Development: whoever connects is the device that stands here. Section <c>Tak:Plain</c>.</summary>
internal sealed class TakPlainOptions
{
    /// <summary>The address and the port, such as <c>127.0.0.1:8087</c>. Empty means no such door.</summary>
    public string Address { get; set; } = "";

    /// <summary>Whether the address may be one that other machines reach.</summary>
    public bool AllowOthers { get; set; }

    /// <summary><c>devices/{device}</c>.</summary>
    public string Device { get; set; } = "";

    /// <summary><c>members/{member}</c>.</summary>
    public string Member { get; set; } = "";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Nation { get; set; } = "";

    /// <summary>Whom clients are; null if that cannot be.</summary>
    public DeviceIdentity? Identity => DeviceIdentity.Of($"taskforce://{Nation}/{Member}/{Device}");
}

/// <summary>What each connection may, and how many there may be. Section <c>Tak:Limits</c>.</summary>
internal sealed class TakLimits
{
    /// <summary>Connections at once. A device has one: its newest.</summary>
    public int MaxConnections { get; set; } = 1000;

    /// <summary>Bytes of an event.</summary>
    public int MaxEventBytes { get; set; } = 64 * 1024;

    /// <summary>How deep an event's elements may nest.</summary>
    public int MaxDepth { get; set; } = 32;

    /// <summary>Events a second that a client may send for long.</summary>
    public int EventsPerSecond { get; set; } = 20;

    /// <summary>Events that it may send at once.</summary>
    public int EventsAtOnce { get; set; } = 200;

    /// <summary>Events that may wait for a client, one for each thing.</summary>
    public int MaxWaiting { get; set; } = 2000;

    /// <summary>Positions and answers of a client that may wait for the services, of each.</summary>
    public int MaxUnsent { get; set; } = 1000;

    /// <summary>How long a client may take nothing of what it is sent.</summary>
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may say nothing.</summary>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>When what is shown is stale. Section <c>Tak:Picture</c>.</summary>
internal sealed class TakPictureOptions
{
    /// <summary>A position of a satellite receiver or a simulation, as geolocation's <c>Positions:States:Sources</c> has it.</summary>
    public TimeSpan GnssSilentAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>A position of a network.</summary>
    public TimeSpan NetworkSilentAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A position that a person entered.</summary>
    public TimeSpan ManualSilentAfter { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Any other position.</summary>
    public TimeSpan OtherSilentAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A hotspot, an order and the contact that orders are from; each is sent again after half of it.</summary>
    public TimeSpan StandsFor { get; set; } = TimeSpan.FromMinutes(10);
}
