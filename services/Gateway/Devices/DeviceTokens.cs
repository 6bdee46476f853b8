using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TaskForce.Gateway.Tokens;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Gateway.Devices;

/// <summary>A token and from when on another is made.</summary>
internal sealed record DeviceToken(string Text, DateTimeOffset GoodUntil);

/// <summary>Tells the services which device is calling, by tokens that only this gateway can make and that last for a call's way.</summary>
internal sealed class DeviceTokens : IDisposable
{
    private const string FileName = "device-token-key.pem";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Use = TimeSpan.FromMinutes(1);

    private static readonly string[] Roles = ["field"];

    private readonly JsonWebTokenHandler _tokens = new();
    private readonly DeviceTokenOptions _options;
    private readonly TimeProvider _clock;
    private readonly List<SigningKey> _keys;

    public DeviceTokens(IOptions<DevicesOptions> options, IOptions<StoreOptions> store, TimeProvider clock)
    {
        (_options, _clock) = (options.Value.Tokens, clock);
        // Without a file it is Development, as the options' check sees to.
        _keys = [_options.Key.Length > 0 ? new(_options.Key, mayMake: false) : new(Path.Combine(store.Value.Directory, FileName), mayMake: true)];
        if (_options.FormerKey.Length > 0)
        {
            _keys.Add(new(_options.FormerKey, mayMake: false));
        }
    }

    public DeviceToken Sign(DeviceIdentity device)
    {
        var now = _clock.GetUtcNow();
        return new(_tokens.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = _options.Issuer,
            Audience = _options.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object> { ["sub"] = device.Device, ["nation"] = device.Nation, ["member"] = device.Member, ["roles"] = Roles },
            SigningCredentials = new(_keys[0].Private, SecurityAlgorithms.EcdsaSha256),
        }), now + Use);
    }

    /// <summary>The discovery document, as far as services need it.</summary>
    public IResult Configuration() => Results.Json(new JsonObject { ["issuer"] = _options.Issuer, ["jwks_uri"] = $"{_options.Issuer.TrimEnd('/')}/jwks" });

    public IResult Keys() => Results.Json(SigningKey.ToDocument(_keys));

    public void Dispose() => _keys.ForEach(key => key.Dispose());
}
