using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TaskForce.ServiceDefaults.Identity;

namespace TaskForce.ServiceDefaults.Tests.Identity;

public sealed class VerifiedSignaturesTests : IDisposable
{
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly ECDsaSecurityKey _other = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly Counting _counting = new();
    private readonly VerifiedSignatures _verified;

    public VerifiedSignaturesTests() => _verified = new() { CustomCryptoProvider = _counting };

    public void Dispose()
    {
        _key.ECDsa.Dispose();
        _other.ECDsa.Dispose();
    }

    [Fact]
    public async Task Validate_TheSameTokenAgain_ChecksItsSignatureOnce()
    {
        var token = Token(_key);

        Assert.True(await IsGoodAsync(token, _key));
        Assert.True(await IsGoodAsync(token, _key));

        Assert.Equal(1, _counting.Checks);
    }

    [Fact]
    public async Task Validate_SignatureOfAnotherKey_IsRefusedEachTime()
    {
        var token = Token(_other);

        Assert.False(await IsGoodAsync(token, _key));
        Assert.False(await IsGoodAsync(token, _key));

        Assert.Equal(2, _counting.Checks);
    }

    [Fact]
    public async Task Validate_SeenForAKeyThatIsNoLongerNamed_IsRefused()
    {
        var token = Token(_key);
        await IsGoodAsync(token, _key);

        Assert.False(await IsGoodAsync(token, _other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Validate_APartOfASeenTokenIsChanged_IsRefused(int part)
    {
        var token = Token(_key);
        await IsGoodAsync(token, _key);
        var parts = token.Split('.');
        parts[part] = part == 1 ? Base64UrlEncoder.Encode("""{"iss":"a","aud":"b","exp":4102444800,"sub":"somebody"}""") : Token(_key, subject: "else").Split('.')[part];
        parts[part] = part == 0 ? Base64UrlEncoder.Encode("""{"alg":"ES256","typ":"jwt"}""") : parts[part];

        Assert.False(await IsGoodAsync(string.Join('.', parts), _key));
    }

    [Fact]
    public async Task Validate_SeenTokenThatHasRunOut_IsRefused()
    {
        var token = Token(_key);
        await IsGoodAsync(token, _key);

        var late = await new JsonWebTokenHandler().ValidateTokenAsync(token, Parameters(_key, (_, _, _, _) => false));

        Assert.False(late.IsValid);
    }

    private async Task<bool> IsGoodAsync(string token, ECDsaSecurityKey key) => (await new JsonWebTokenHandler().ValidateTokenAsync(token, Parameters(key, null))).IsValid;

    private TokenValidationParameters Parameters(ECDsaSecurityKey key, LifetimeValidator? lifetime) => new()
    {
        ValidIssuer = "a",
        ValidAudience = "b",
        ValidAlgorithms = ["ES256"],
        IssuerSigningKey = key,
        LifetimeValidator = lifetime,
        CryptoProviderFactory = _verified,
    };

    private static string Token(ECDsaSecurityKey key, string subject = "who") => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "a",
        Audience = "b",
        Claims = new Dictionary<string, object> { ["sub"] = subject },
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
        SigningCredentials = new(key, "ES256"),
    });

    /// <summary>Counts what is really checked.</summary>
    private sealed class Counting : ICryptoProvider
    {
        public int Checks { get; private set; }

        public bool IsSupportedAlgorithm(string algorithm, params object[] args) => algorithm == "ES256";

        public object Create(string algorithm, params object[] args) => new Provider((ECDsaSecurityKey)args[0], algorithm, () => Checks++);

        public void Release(object cryptoInstance)
        {
            // Nothing is kept.
        }
    }

    private sealed class Provider(ECDsaSecurityKey key, string algorithm, Action check) : SignatureProvider(key, algorithm)
    {
        public override byte[] Sign(byte[] input) => throw new NotSupportedException();

        public override bool Verify(byte[] input, byte[] signature) => Verify(input, 0, input.Length, signature, 0, signature.Length);

        public override bool Verify(byte[] input, int inputOffset, int inputLength, byte[] signature, int signatureOffset, int signatureLength)
        {
            check();
            return key.ECDsa.VerifyData(input.AsSpan(inputOffset, inputLength), signature.AsSpan(signatureOffset, signatureLength), HashAlgorithmName.SHA256);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
