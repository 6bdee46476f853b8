using Microsoft.Extensions.Options;
using TaskForce.Gateway.Tokens;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Gateway.DemoIdentity;

/// <summary>The demo issuer's key: made at the first start, kept beside the services' data, so that tokens outlive a restart.</summary>
internal sealed class DemoKey(IOptions<StoreOptions> store) : SigningKey(Path.Combine(store.Value.Directory, "demo-signing-key.pem"), mayMake: true);
